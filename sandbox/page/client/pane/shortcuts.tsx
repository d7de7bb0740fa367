import type { SeenMessage } from '../../../slack/index.ts';
import type { OfferedShortcut } from '../../wire.ts';
import { Menu, type MenuItem } from '../menu.tsx';
import { act } from '../server.ts';
import { useClient } from './client.ts';

/** What can be done with one message: reply, and the app's shortcuts. */
export function MessageActions(props: { readonly of: SeenMessage; readonly inThread: boolean }) {
  const { channel, ts, ephemeral } = props.of;
  const { about, user, openThread, tell } = useClient();
  if (ephemeral) return null;
  const run = async ({ callbackId }: OfferedShortcut) => {
    const { outcome } = await act('messageShortcut', user.id, { channel, ts }, callbackId);
    if (outcome !== 'acknowledged') tell('The app did not answer. Try again.');
  };
  const items: MenuItem[] = [
    ...(props.inThread
      ? []
      : [{ label: 'Reply in thread', run: () => openThread(channel, ts) } satisfies MenuItem]),
    ...about.offers.shortcuts
      .filter(({ type }) => type === 'message')
      .map((one) => ({ label: one.name, about: one.description, run: () => run(one) })),
  ];
  return (
    items.length > 0 && (
      <Menu label="More actions" sign="⋯" className="icon actions-of" items={items} />
    )
  );
}

/** The app's shortcuts that need no message. @param over the channel before the eyes */
export function GlobalShortcuts({ over }: { readonly over: string }) {
  const { about, user, tell } = useClient();
  const items = about.offers.shortcuts
    .filter(({ type }) => type === 'global')
    .map(({ name, description, callbackId }) => ({
      label: name,
      about: description,
      async run() {
        const { outcome } = await act('shortcut', user.id, callbackId, { over });
        if (outcome !== 'acknowledged') tell('The app did not answer. Try again.');
      },
    }));
  return items.length > 0 && <Menu label="Shortcuts" sign="⚡" className="icon" items={items} />;
}
