import { z } from 'zod';
import * as input from './inputs.ts';
import * as menu from './menus.ts';
import { anyText, chars, confirm, id, plainText } from './text.ts';

export const button = z.strictObject({
  type: z.literal('button'),
  action_id: id.optional(),
  text: plainText(75),
  value: chars(2000, 0).optional(),
  url: chars(3000).optional(),
  style: z.enum(['primary', 'danger']).optional(),
  confirm: confirm.optional(),
  accessibility_label: chars(75).optional(),
});

const imageFields = {
  type: z.literal('image'),
  alt_text: chars(2000),
  image_url: chars(3000).optional(),
  slack_file: z.looseObject({}).optional(),
};
export const oneImage = 'must have one of image_url and slack_file';

export function hasOneImage(given: { image_url?: unknown; slack_file?: unknown }): boolean {
  return (given.image_url === undefined) !== (given.slack_file === undefined);
}

export const imageElement = z.strictObject(imageFields).refine(hasOneImage, oneImage);
export const imageBlock = z
  .strictObject({ ...imageFields, title: plainText(2000).optional(), block_id: id.optional() })
  .refine(hasOneImage, oneImage);

const workflowButton = z.looseObject({ type: z.literal('workflow_button'), text: plainText(75) });
const feedbackButtons = z.looseObject({ type: z.literal('feedback_buttons') });
const iconButton = z.looseObject({ type: z.literal('icon_button'), text: plainText(75) });

// Which element may stand where: ActionsBlockElement, InputBlockElement, SectionBlockAccessory of
// @slack/types. External selects for many are left out: the product has no use for them.
const selects = [
  menu.staticSelect,
  menu.externalSelect,
  menu.multiStaticSelect,
  menu.usersSelect,
  menu.multiUsersSelect,
  menu.conversationsSelect,
  menu.multiConversationsSelect,
  menu.channelsSelect,
  menu.multiChannelsSelect,
] as const;
const everywhere = [
  ...selects,
  menu.checkboxes,
  menu.radioButtons,
  input.datepicker,
  input.timepicker,
] as const;

export const actionsElement = z.discriminatedUnion('type', [
  ...everywhere,
  button,
  workflowButton,
  menu.overflow,
  input.datetimepicker,
  input.richTextInput,
]);

export const inputElement = z.discriminatedUnion('type', [
  ...everywhere,
  input.datetimepicker,
  input.plainTextInput,
  input.emailInput,
  input.urlInput,
  input.numberInput,
  input.richTextInput,
  input.fileInput,
]);

export const accessory = z.discriminatedUnion('type', [
  ...everywhere,
  button,
  workflowButton,
  menu.overflow,
  imageElement,
]);

export const contextElement = z.union([imageElement, anyText(3000)]);
export const contextActionsElement = z.discriminatedUnion('type', [feedbackButtons, iconButton]);
