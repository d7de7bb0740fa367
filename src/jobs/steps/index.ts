/** What each step of the table does. */

import type { ClusterStepName } from '../plan.ts';
import type { Step } from '../step.ts';
import { authorize } from './authorize.ts';
import { autosetup } from './autosetup.ts';
import {
  authorizeBack,
  confirmBack,
  registerBack,
  resumeBack,
  verifyAuthorizationBack,
  verifyRegistrationBack,
} from './back.ts';
import { confirm } from './confirm.ts';
import { copying } from './copying.ts';
import { create } from './create.ts';
import { deregister } from './deregister.ts';
import { disown } from './disown.ts';
import { edit } from './edit.ts';
import { find } from './find.ts';
import { forget } from './forget.ts';
import { load } from './load.ts';
import { pause } from './pause.ts';
import { preflightReplica, preflightSource } from './preflight.ts';
import { prepare } from './prepare.ts';
import { register } from './register.ts';
import { resume } from './resume.ts';
import { unpause } from './unpause.ts';
import { verifyAuthorization } from './verify-authorization.ts';
import { verifyRegistration } from './verify-registration.ts';

export const steps: Readonly<Record<ClusterStepName, Step>> = {
  'preflight-source': preflightSource,
  'preflight-replica': preflightReplica,
  create,
  register,
  'verify-registration': verifyRegistration,
  authorize,
  'verify-authorization': verifyAuthorization,
  load,
  resume,
  confirm,
  pause,
  unpause,
  edit,
  deregister,
  disown,
  find,
  forget,
  prepare,
  autosetup,
  copying,
  'register-back': registerBack,
  'verify-registration-back': verifyRegistrationBack,
  'authorize-back': authorizeBack,
  'verify-authorization-back': verifyAuthorizationBack,
  'resume-back': resumeBack,
  'confirm-back': confirmBack,
};
