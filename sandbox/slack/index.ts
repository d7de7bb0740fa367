/** A Slack workspace on this machine, speaking Slack's own protocols (slack.md A4). */
export * from './control/acts.ts';
export { connectWorkspace, type RemoteWorkspace } from './control/client.ts';
export * from './control/faults.ts';
export * from './control/sights.ts';
export * from './control/types.ts';
export * from './options.ts';
export { plain } from './plain/index.ts';
export { defaultScopes } from './web-api/scopes.ts';
export { startWorkspace, type Workspace } from './workspace.ts';
