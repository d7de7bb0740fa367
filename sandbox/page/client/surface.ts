import type { ConfirmationDialog } from '@slack/types';
import { createContext, useContext } from 'react';
import type {
  Attachment,
  Choice,
  DeliveryOutcome,
  HeldState,
  SeenChannel,
} from '../../slack/index.ts';
import type { Somebody } from '../wire.ts';

export type Value = string | readonly string[];
export type Values = Readonly<Record<string, Value>>;

/** What blocks stand on, be it a message, a modal or the Home tab: what can be done there. */
export interface Surface {
  /** Presses, or picks; resolves once the app has answered, or is known not to. */
  press(
    block: string,
    action: string,
    pick?: Value,
  ): Promise<DeliveryOutcome | 'cancelled' | 'kept'>;
  /** What the app offers in a menu for what was typed into it. */
  offers(block: string, action: string, typed: string): Promise<readonly Choice[]>;
  /** Hands files over to Slack. Rejects with what a client would have refused them for. */
  attach(block: string, action: string, files: readonly Attachment[]): Promise<void>;
  /** Asks before it is done, where the element wants that. */
  confirm(dialog: ConfirmationDialog): Promise<boolean>;
  /** What the workspace knows to be picked and filled in. */
  readonly state: HeldState;
  /** What is filled in, by block. */
  readonly values: Values;
  fill(block: string, value: Value): void;
  /** By block. */
  readonly errors: Readonly<Record<string, string>>;
  readonly people: readonly Somebody[];
  readonly channels: readonly SeenChannel[];
}

const nowhere: Surface = {
  press: async () => 'cancelled',
  offers: async () => [],
  async attach() {},
  confirm: async () => false,
  state: {},
  values: {},
  fill() {},
  errors: {},
  people: [],
  channels: [],
};

export const SurfaceContext = createContext<Surface>(nowhere);

export function useSurface(): Surface {
  return useContext(SurfaceContext);
}
