import type { Core } from '../core.ts';
import type { Json } from '../json.ts';
import type { Person, View } from '../world/types.ts';
import { wireView } from '../world/views.ts';
import { envelope } from './common.ts';

export function viewSubmission(core: Core, person: Person, view: View, triggerId: string): Json {
  return {
    type: 'view_submission',
    ...envelope(core, person),
    trigger_id: triggerId,
    view: wireView(core, view, true),
    response_urls: [],
  };
}

export function viewClosed(core: Core, person: Person, view: View, cleared: boolean): Json {
  return {
    type: 'view_closed',
    ...envelope(core, person),
    view: wireView(core, view, true),
    is_cleared: cleared,
  };
}
