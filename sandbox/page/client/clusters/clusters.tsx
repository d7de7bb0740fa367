import { Fragment } from 'react';
import type { SeenCluster, SeenStream } from '../../wire.ts';
import { Few } from '../few.tsx';
import { count } from '../words.ts';
import { arrowOf, grouped, type Link, linksOf, short, stateOf } from './links.ts';

/** The clusters as they are at this moment, whatever the bot says of them, and what flows between them. */
export function Clusters({ clusters }: { readonly clusters: readonly SeenCluster[] | undefined }) {
  const streams = clusters?.flatMap(({ streams }) => streams) ?? [];
  const most = Math.max(1, ...streams.map(({ messages }) => messages));
  const links = linksOf(clusters ?? []);
  return (
    <section className="clusters" aria-label="Clusters">
      <header>
        <h2>The clusters</h2>
        <span className="note">as they are now</span>
      </header>
      <div className="boxes">
        {clusters === undefined && <p className="empty">Looking at the clusters…</p>}
        {clusters?.map((cluster, index) => (
          <Fragment key={cluster.name}>
            {index === 1 && <Links of={links} />}
            <Cluster of={cluster} links={links} most={most} />
          </Fragment>
        ))}
      </div>
    </section>
  );
}

function Links({ of }: { readonly of: readonly Link[] }) {
  // What is on its way comes first.
  const sorted = of.toSorted((a, b) => Number(isFlowing(a)) - Number(isFlowing(b)));
  const shown = sorted.map((link) => (
    <div
      key={`${link.source.path} ${link.replica.path}`}
      className={`link ${isFlowing(link) ? '' : 'open'}`}
    >
      <span className="arrow" aria-hidden="true">
        {arrowOf(link)}
      </span>
      <span>
        <span className="hidden">{`${short(link.source.path)} to `}</span>
        {short(link.replica.path)}
        <br />
        <b>{stateOf(link)}</b>
      </span>
    </div>
  ));
  return (
    <section className="links" aria-label="Replications">
      {of.length === 0 ? (
        'Nothing is replicated yet.'
      ) : (
        <Few most={4} of={shown} what="replications" />
      )}
    </section>
  );
}

function isFlowing({ replica: { paused, error } }: Link): boolean {
  return !paused && error === null;
}

function Cluster(props: {
  readonly of: SeenCluster;
  readonly links: readonly Link[];
  readonly most: number;
}) {
  const { name, streams } = props.of;
  return (
    <section className="cluster" aria-label={`Cluster ${name}`}>
      <h3>{name}</h3>
      {streams.length === 0 && <p className="note">No streams yet.</p>}
      <ul>
        {streams.map((stream) => (
          <Stream key={stream.path} of={stream} links={props.links} most={props.most} />
        ))}
      </ul>
    </section>
  );
}

function Stream(props: {
  readonly of: SeenStream;
  readonly links: readonly Link[];
  readonly most: number;
}) {
  const { path, messages, topics, partitions, replicas, upstreams } = props.of;
  const askers = props.links.filter(
    ({ source, replica }) => replica.path === path && !upstreams.includes(source.path),
  );
  return (
    <li className="stream" data-path={path}>
      <div className="name">
        <b>{path.replace(/^\/mapr\/[^/]+\//, '')}</b>
        <span className="count">{grouped(messages)} messages</span>
      </div>
      <div className="bar" aria-hidden="true">
        <div style={{ inlineSize: `${(100 * messages) / props.most}%` }} />
      </div>
      <div className="facts">
        <Fact
          term="holds"
          words={`${count(topics, 'topic', 'topics')}, ${count(partitions, 'partition', 'partitions')}`}
        />
        <Few
          most={3}
          what="replicas"
          of={replicas.map((replica) => (
            <Fact key={replica.path} term="replica" words={short(replica.path)} />
          ))}
        />
        {upstreams.map((upstream) => (
          <Fact key={upstream} term="upstream" words={short(upstream)} />
        ))}
        {askers.map(({ source }) => (
          <Fact
            key={source.path}
            term="upstream"
            words={`none: ${short(source.path)} is not accepted`}
          />
        ))}
      </div>
    </li>
  );
}

function Fact({ term, words }: { readonly term: string; readonly words: string }) {
  return (
    <p>
      <span className="term">{term} </span>
      <span>{words}</span>
    </p>
  );
}
