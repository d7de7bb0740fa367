import { about } from './about.ts';
import { chat } from './chat.ts';
import { conversations } from './conversations.ts';
import { files } from './files.ts';
import { history } from './history.ts';
import type { Methods } from './method.ts';
import { people } from './people.ts';
import { views } from './views.ts';

/** Every method that the workspace knows. */
export const methods: Methods = {
  ...about,
  ...chat,
  ...conversations,
  ...files,
  ...history,
  ...people,
  ...views,
};
