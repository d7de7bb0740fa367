import { Fragment } from 'react';
import type { SeenCluster, SeenStream } from '../../wire.ts';
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
  return (
    <ul className="links" aria-label="Replications">
      {of.length === 0 && <li className="open">Nothing is replicated yet.</li>}
      {of.map((link) => (
        <li
          key={`${link.source.path} ${link.replica.path}`}
          className={isFlowing(link) ? '' : 'open'}
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
        </li>
      ))}
    </ul>
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
      <dl>
        <div>
          <dt>holds</dt>
          <dd>
            {count(topics, 'topic', 'topics')}, {count(partitions, 'partition', 'partitions')}
          </dd>
        </div>
        {replicas.map((replica) => (
          <div key={replica.path}>
            <dt>replica</dt>
            <dd>{short(replica.path)}</dd>
          </div>
        ))}
        {upstreams.map((upstream) => (
          <div key={upstream}>
            <dt>upstream</dt>
            <dd>{short(upstream)}</dd>
          </div>
        ))}
        {askers.map(({ source }) => (
          <div key={source.path}>
            <dt>upstream</dt>
            <dd>none: {short(source.path)} is not accepted</dd>
          </div>
        ))}
      </dl>
    </li>
  );
}
