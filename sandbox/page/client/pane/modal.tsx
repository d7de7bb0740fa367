import { useState } from 'react';
import type { SeenView } from '../../../slack/index.ts';
import { Blocks } from '../blocks/block.tsx';
import { ReaderContext } from '../blocks/reader.ts';
import { act } from '../server.ts';
import { SurfaceContext } from '../surface.ts';
import { useClient } from './client.ts';
import { Dialog } from './dialog.tsx';
import { useViewSurface } from './home.tsx';

/** The form on top of what this person has open. */
export function Modal({ view, inert }: { readonly view: SeenView; readonly inert: boolean }) {
  const { user } = useClient();
  const [errors, setErrors] = useState<SeenView['errors']>({});
  const [state, setState] = useState<'idle' | 'busy' | 'failed'>('idle');
  const { surface, values, reader } = useViewSurface('modal', {
    names: view.names,
    state: view.state,
    errors: { ...view.errors, ...errors },
  });

  async function submit() {
    setState('busy');
    try {
      const { outcome, errors = {} } = await act('submit', user.id, view.id, values);
      setErrors(errors);
      setState(
        outcome === 'dispatch_failed' || outcome === 'operation_timeout' ? 'failed' : 'idle',
      );
    } catch {
      setState('failed');
    }
  }

  return (
    <Dialog
      title={view.title}
      inert={inert}
      onClose={() => void act('close', user.id).catch(() => undefined)}
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <div className="content">
          <ReaderContext value={reader}>
            <SurfaceContext value={surface}>
              <Blocks of={view.blocks} />
            </SurfaceContext>
          </ReaderContext>
        </div>
        <footer>
          <span className="note" role="status">
            {state === 'busy' && 'Sending…'}
            {state === 'failed' && 'We had some trouble connecting. Try again?'}
          </span>
          <button
            type="button"
            className="button"
            onClick={() => void act('close', user.id).catch(() => undefined)}
          >
            {view.close ?? (view.submit ? 'Cancel' : 'Close')}
          </button>
          {view.submit !== undefined && (
            <button type="submit" className="button primary" disabled={state === 'busy'}>
              {view.submit}
            </button>
          )}
        </footer>
      </form>
    </Dialog>
  );
}
