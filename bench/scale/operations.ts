/** What people do, at a site with many requests. */

import { fill } from './fill.ts';
import type { Product } from './product.ts';
import type { Real } from './real.ts';
import { namesFor } from './template.ts';

/** Where it is done, and the how-manieth time. */
export interface Turn {
  readonly product: Product;
  readonly real: Real;
  readonly open: number;
  readonly finished: number;
  readonly round: number;
}

export interface Operation {
  readonly what: string;
  /** @returns what is measured; and what is done afterwards, so that the next turn finds as much as this one */
  ready(turn: Turn): Promise<{ work: () => Promise<void>; after?: () => Promise<void> }>;
}

export const operations: readonly Operation[] = [
  command('a command', (round) => `sanfrancisco/asked${round} newyork`),
  command(
    'a command into a stream that is there',
    (round) => `sanfrancisco/asked${round} newyork/there${round} --use-existing-replica`,
  ),
  {
    what: 'an approval',
    async ready({ product, real, open, round }) {
      // Another takes the place of the one that is approved.
      await fill(product.redis, real.waiting, 'w', open + round, open + round + 1);
      const { request } = namesFor(real.waiting, 'w', round);
      return {
        work: () => product.click(request),
        async after() {
          const granted = await product.store.read(request);
          hold(granted?.consents.replica.kind === 'granted', `${request} was not approved`);
          await product.end(request);
        },
      };
    },
  },
  query('a list', 'list', (answer, { finished }) => answer.includes(` of ${finished})`)),
  query('a list of one cluster', 'list newyork', (answer, { finished }) =>
    answer.includes(` of ${finished})`),
  ),
  {
    what: 'an App Home',
    async ready({ product, real, finished }) {
      const newest = namesFor(real.finished, 'f', finished - 1).stream;
      return {
        async work() {
          const view = await product.home();
          const isFull = view.includes('Waits for you (10') && view.includes(newest);
          hold(isFull, `the App Home shows ${view}`);
        },
      };
    },
  },
];

function command(what: string, words: (round: number) => string): Operation {
  return {
    what,
    async ready({ product, round }) {
      let request = '';
      return {
        work: async () => {
          request = await product.command(words(round));
        },
        async after() {
          const begun = await product.store.read(request);
          hold(begun?.phase === 'running', `${request} was not begun`);
          await product.end(request);
        },
      };
    },
  };
}

function query(
  what: string,
  words: string,
  isRight: (answer: string, turn: Turn) => boolean,
): Operation {
  return {
    what,
    ready: async (turn) => ({
      async work() {
        const answer = await turn.product.query(words);
        hold(isRight(answer, turn), `${words} is answered by ${answer}`);
      },
    }),
  };
}

function hold(isSo: boolean, what: string): void {
  if (!isSo) throw new Error(what);
}
