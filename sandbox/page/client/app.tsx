import { useQuery } from '@tanstack/react-query';
import { useState, useSyncExternalStore } from 'react';
import type { About, Somebody } from '../wire.ts';
import { Clusters } from './clusters/clusters.tsx';
import type { Feed } from './feed.ts';
import { Guide } from './guide.tsx';
import { Pane } from './pane/pane.tsx';
import { ReadContext, useNewRead } from './pane/read.ts';
import { askAbout, useMessages } from './server.ts';
import { chapterOf } from './story.ts';
import { useWho } from './who.ts';
import { first } from './words.ts';

export function App({ feed }: { readonly feed: Feed }) {
  const { data: about } = useQuery({ queryKey: ['about'], queryFn: askAbout });
  return about ? <Page about={about} feed={feed} /> : <p className="empty">One moment…</p>;
}

type Front = 'left' | 'right' | 'clusters';

function Page({ about, feed }: { readonly about: About; readonly feed: Feed }) {
  const { connected, clusters } = useSyncExternalStore(feed.subscribe, feed.live);
  const read = useNewRead();
  const [who, be] = useWho(about);
  const [front, setFront] = useState<Front>('left');
  const messages = useMessages(who[0].id, about.story.channel) ?? [];
  const chapter = chapterOf(messages, clusters ?? []);
  const suggestion =
    chapter === 'ask' ? about.story.first : chapter === 'done' ? about.story.later : undefined;
  const [left, right] = who;

  return (
    <ReadContext value={read}>
      <header className="top">
        <div>
          <h1>replicate-bot</h1>
          <p>
            Replicates a MapR stream from one cluster to another, once the owners of <b>both</b>{' '}
            sides have agreed. Here is a Slack workspace of your own, and two clusters.
          </p>
        </div>
        <Guide
          about={about}
          chapter={chapter}
          shown={who}
          onBe={(user) => {
            be('right', user);
            setFront('right');
          }}
        />
        {!connected && (
          <p className="broken" role="alert">
            The connection is lost; trying again. If the demo has ended, start it with{' '}
            <code>npm run demo -- --stay</code>.
          </p>
        )}
      </header>
      <nav className="fronts" aria-label="What is shown">
        <FrontTab user={left} isHere={front === 'left'} onGo={() => setFront('left')} />
        {right && (
          <FrontTab user={right} isHere={front === 'right'} onGo={() => setFront('right')} />
        )}
        <button
          type="button"
          className="tab"
          aria-current={front === 'clusters' ? 'page' : undefined}
          onClick={() => setFront('clusters')}
        >
          Clusters
        </button>
      </nav>
      <main data-front={front}>
        <div className="left">
          <Pane
            key={left.id}
            about={about}
            user={left}
            suggestion={suggestion}
            onBe={(user) => be('left', user)}
          />
        </div>
        {right && (
          <div className="right">
            <Pane key={right.id} about={about} user={right} onBe={(user) => be('right', user)} />
          </div>
        )}
        <aside>
          <Clusters clusters={clusters} />
        </aside>
      </main>
    </ReadContext>
  );
}

function FrontTab(props: { readonly user: Somebody; readonly isHere: boolean; onGo(): void }) {
  return (
    <button
      type="button"
      className="tab"
      aria-current={props.isHere ? 'page' : undefined}
      onClick={props.onGo}
    >
      {first(props.user)}
    </button>
  );
}
