export type Surface = 'message' | 'modal' | 'home';

/** slack.md B4, from docs.slack.dev/blocks.json. `container` and tables are for messages only. */
const onlyMessages = [
  'container',
  'context_actions',
  'data_table',
  'file',
  'markdown',
  'plan',
  'table',
  'task_card',
];
const barred: Readonly<Record<Surface, readonly string[]>> = {
  message: ['alert'],
  modal: ['card', 'carousel', ...onlyMessages],
  home: ['alert', ...onlyMessages],
};

export const maxBlocks: Readonly<Record<Surface, number>> = { message: 50, modal: 100, home: 100 };

/** Whether a block of this type may not stand there. */
export function isBarred(surface: Surface, type: string): boolean {
  return barred[surface].includes(type);
}

/** Whether an input of this type may not stand there: files are attached in forms only. */
export function isBarredInput(surface: Surface, type: string): boolean {
  return type === 'file_input' && surface !== 'modal';
}
