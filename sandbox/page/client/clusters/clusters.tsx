import type { SeenCluster, SeenReplica, SeenStream } from '../../wire.ts';

/** The clusters as they are at this moment, whatever the bot says of them. */
export function Clusters({ clusters }: { readonly clusters: readonly SeenCluster[] | undefined }) {
  const streams = clusters?.flatMap(({ streams }) => streams) ?? [];
  const most = Math.max(1, ...streams.map(({ messages }) => messages));
  return (
    <section className="clusters" aria-label="Clusters">
      <header>
        <h2>The clusters</h2>
        <span className="note">as they are now</span>
      </header>
      <div className="boxes">
        {clusters === undefined && <p className="empty">Looking at the clusters…</p>}
        {clusters?.map((cluster) => (
          <Cluster key={cluster.name} of={cluster} streams={streams} most={most} />
        ))}
      </div>
    </section>
  );
}

function Cluster(props: {
  readonly of: SeenCluster;
  readonly streams: readonly SeenStream[];
  readonly most: number;
}) {
  const { name, streams } = props.of;
  return (
    <section className="cluster" aria-label={`Cluster ${name}`}>
      <h3>{name}</h3>
      {streams.length === 0 && <p className="empty">No streams yet.</p>}
      <ul>
        {streams.map((stream) => (
          <Stream key={stream.path} of={stream} streams={props.streams} most={props.most} />
        ))}
      </ul>
    </section>
  );
}

function Stream(props: {
  readonly of: SeenStream;
  readonly streams: readonly SeenStream[];
  readonly most: number;
}) {
  const { path, messages, topics, partitions, replicas, upstreams } = props.of;
  const sources = props.streams.filter(({ replicas }) => replicas.some((one) => one.path === path));
  return (
    <li className="stream" data-path={path}>
      <div className="name">
        <b>{path.replace(/^\/mapr\/[^/]+\//, '')}</b>
        <span className="note">
          {plural(topics, 'topic')}, {plural(partitions, 'partition')}
        </span>
      </div>
      <div className="amount">
        <meter aria-label={`Messages in ${path}`} max={props.most} value={messages} />
        <span className="count">{grouped(messages)} messages</span>
      </div>
      {replicas.map((replica) => (
        <Replica key={replica.path} of={replica} source={props.of} />
      ))}
      {sources.map((source) => (
        <p key={source.path} className={`link ${upstreams.includes(source.path) ? '' : 'open'}`}>
          <Arrow sign="←" />
          <span>
            {upstreams.includes(source.path) ? 'upstream' : 'not yet accepted:'}{' '}
            <b>{short(source.path)}</b>
          </span>
        </p>
      ))}
    </li>
  );
}

function Replica({ of, source }: { readonly of: SeenReplica; readonly source: SeenStream }) {
  return (
    <p className={`link ${of.paused || of.error ? 'open' : ''}`}>
      <Arrow sign="→" />
      <span>
        replica <b>{short(of.path)}</b>
        <br />
        <span className="state">{stateOf(of, source)}</span>
      </span>
    </p>
  );
}

function Arrow({ sign }: { readonly sign: string }) {
  return (
    <span className="arrow" aria-hidden="true">
      {sign}
    </span>
  );
}

/** In words, as colours and arrows alone tell nothing. */
export function stateOf(replica: SeenReplica, { messages }: SeenStream): string {
  const { error, paused, accepted, waiting } = replica;
  if (replica.messages === null) return 'the replica’s stream is missing';
  if (!paused && error) return `stuck: ${error}`;
  if (!paused) return waiting > 0 ? `replicating, ${grouped(waiting)} on their way` : 'replicating';
  if (!accepted) return 'paused, waits for approval';
  const share = messages === 0 ? 100 : Math.floor((100 * replica.messages) / messages);
  return `paused, ${share} % copied`;
}

function short(path: string): string {
  return path.replace(/^\/mapr\//, '');
}

function plural(amount: number, one: string): string {
  return `${amount} ${one}${amount === 1 ? '' : 's'}`;
}

const numbers = new Intl.NumberFormat('en-US');

export function grouped(amount: number): string {
  return numbers.format(amount);
}
