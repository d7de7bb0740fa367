import { useEffect, useMemo, useState } from 'react';
import type { SeenView } from '../../../slack/index.ts';
import { Blocks } from '../blocks/block.tsx';
import { ownTimeZone, ReaderContext } from '../blocks/reader.ts';
import { act, useHome } from '../server.ts';
import { type Surface, SurfaceContext, type Values } from '../surface.ts';
import { useClient } from './client.ts';

/** The app's Home tab. The app hears that it was opened, and shows what it has. */
export function Home() {
  const { about, user } = useClient();
  const { data: view, isFetched } = useHome(user.id);
  const { surface, reader } = useViewSurface('home', view);
  useEffect(() => {
    void act('openHome', user.id);
  }, [user.id]);
  return (
    <div className="home">
      {view ? (
        <ReaderContext value={reader}>
          <SurfaceContext value={surface}>
            <Blocks of={view.blocks} />
          </SurfaceContext>
        </ReaderContext>
      ) : (
        isFetched && (
          <p className="empty">
            {about.offers.home
              ? 'The app has put nothing here yet.'
              : 'This app has no Home tab. It works in the channel, by its command.'}
          </p>
        )
      )}
    </div>
  );
}

/** The blocks of a view at work: what is filled in is kept until it is sent. */
export function useViewSurface(
  place: 'home' | 'modal',
  view:
    | {
        readonly names: Readonly<Record<string, string>>;
        readonly errors: Surface['errors'];
        readonly state: SeenView['state'];
      }
    | null
    | undefined,
) {
  const { about, channels, user, confirm, openThread } = useClient();
  const [typed, setTyped] = useState<Values>({});
  const values = useMemo(() => ({ ...begun(view?.state ?? {}), ...typed }), [view?.state, typed]);
  const surface = useMemo<Surface>(
    () => ({
      async press(block, action, pick) {
        const filled = pick === undefined ? values : { ...values, [block]: pick };
        const options = {
          block,
          confirm: true,
          values: filled,
          ...(pick === undefined ? {} : { pick }),
        };
        const { outcome } = await act('press', user.id, place, action, options);
        return outcome === 'asked' ? 'cancelled' : outcome;
      },
      offers: (block, action, typed) => act('offers', user.id, place, action, typed, { block }),
      async attach(block, action, attach) {
        await act('press', user.id, place, action, { block, attach, values });
      },
      confirm,
      state: view?.state ?? {},
      values,
      fill: (block, value) => setTyped((before) => ({ ...before, [block]: value })),
      errors: view?.errors ?? {},
      people: about.people,
      channels,
    }),
    [about, channels, user, confirm, place, values, view?.errors, view?.state],
  );
  const names = view?.names ?? {};
  return { surface, values, reader: { names, tz: ownTimeZone, follow: openThread } };
}

/** What Slack itself has filled in: a menu of conversations may begin with the one before the eyes. */
function begun(state: SeenView['state']): Values {
  const found = Object.entries(state).flatMap(([block, actions]) =>
    Object.values(actions).flatMap((value) =>
      'selected_conversation' in value && typeof value.selected_conversation === 'string'
        ? [[block, value.selected_conversation] as const]
        : [],
    ),
  );
  return Object.fromEntries(found);
}
