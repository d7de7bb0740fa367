import type { About, Somebody } from '../wire.ts';
import type { Chapter } from './story.ts';
import { first } from './words.ts';

const parts: readonly { readonly title: string; readonly chapters: readonly Chapter[] }[] = [
  { title: 'One owner asks', chapters: ['ask', 'prepare'] },
  { title: 'The other owner approves', chapters: ['approve'] },
  { title: 'The clusters replicate', chapters: ['copy', 'done'] },
];

/** What the product does, how far it is, and what the visitor may do next, in one line each. */
export function Guide(props: {
  readonly about: About;
  readonly chapter: Chapter;
  /** Who is on the page. */
  readonly shown: readonly Somebody[];
  onBe(user: string): void;
}) {
  const { about, chapter, shown, onBe } = props;
  const current = parts.findIndex(({ chapters }) => chapters.includes(chapter));
  const next = nextOf(about, chapter);
  const isAbsent = next.who !== undefined && !shown.some(({ id }) => id === next.who?.id);
  return (
    <div className="guide">
      <ol>
        {parts.map(({ title }, index) => {
          const isDone = index < current || chapter === 'done';
          return (
            <li key={title} aria-current={index === current && !isDone ? 'step' : undefined}>
              <span className="number" aria-hidden="true">
                {isDone ? '✓' : index + 1}
              </span>
              {title}
              {isDone && <span className="hidden">: done</span>}
            </li>
          );
        })}
      </ol>
      <p role="status">
        {next.words}
        {isAbsent && next.who && (
          <button type="button" className="quiet" onClick={() => next.who && onBe(next.who.id)}>
            Be {first(next.who)}
          </button>
        )}
      </p>
    </div>
  );
}

interface Next {
  readonly words: string;
  /** Who acts now. */
  readonly who?: Somebody | undefined;
}

function nextOf({ people, story }: About, chapter: Chapter): Next {
  const asker = people.find(({ name }) => name === story.asker);
  const approver = people.find(({ name }) => name === story.approver);
  const [asks, approves] = [asker, approver].map((who) => (who ? first(who) : ''));
  switch (chapter) {
    case 'ask':
      return { words: `Now: as ${asks}, send the command that is suggested below.`, who: asker };
    case 'prepare':
      return { words: 'Now: the bot checks both clusters, and makes the replica ready, paused.' };
    case 'approve':
      return {
        words: `Now: as ${approves}, press Approve. ${asks} cannot: it takes a second person.`,
        who: approver,
      };
    case 'copy':
      return { words: 'Approved: what is there is copied, then the replication is set going.' };
    case 'done':
      return {
        words: `Done: what is written at the source arrives at the replica. Try more, or be somebody else.`,
      };
  }
}
