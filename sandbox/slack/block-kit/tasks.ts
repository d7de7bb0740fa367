import { z } from 'zod';
import { richText } from './rich-text.ts';
import { chars, id } from './text.ts';

const source = z.strictObject({
  type: z.literal('url'),
  url: z.string().min(1),
  text: z.string().min(1),
});

// slack.md B4: the status is `complete`, not `completed`.
const taskFields = {
  task_id: chars(255),
  title: chars(256),
  status: z.enum(['pending', 'in_progress', 'complete', 'error']),
  details: richText.optional(),
  output: richText.optional(),
  sources: z.array(source).optional(),
};

const taskCard = z.strictObject({
  type: z.literal('task_card'),
  block_id: id.optional(),
  ...taskFields,
});

/** Inside a plan the type may be left out, as Slack's reference has it. */
const planTask = z.strictObject({
  type: z.literal('task_card').optional(),
  block_id: id.optional(),
  ...taskFields,
});

export const taskBlocks = {
  taskCard,
  plan: z.strictObject({
    type: z.literal('plan'),
    block_id: id.optional(),
    title: chars(256),
    tasks: z.array(planTask).max(50).optional(),
  }),
};
