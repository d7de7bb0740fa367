import { alarmList } from './alarm-list.ts';
import type { Command } from './command.ts';
import { copystream } from './copystream.ts';
import { assignList, cursorDelete, cursorList } from './cursors.ts';
import { diffstreams } from './diffstreams.ts';
import {
  gatewayDelete,
  gatewayGet,
  gatewayList,
  gatewayLocal,
  gatewayResolve,
  gatewaySet,
} from './gateways.ts';
import { licenseList } from './license-list.ts';
import { loginAuthtest, loginPassword, loginPrint } from './login.ts';
import { replicaAdd } from './replica-add.ts';
import { replicaAutosetup } from './replica-autosetup.ts';
import { replicaEdit, replicaPause, replicaRemove, replicaResume } from './replica-control.ts';
import { replicaList } from './replica-list.ts';
import { streamCreate } from './stream-create.ts';
import { streamDelete, streamPurge } from './stream-delete.ts';
import { streamEdit } from './stream-edit.ts';
import { streamInfo } from './stream-info.ts';
import { streamanalyzer } from './streamanalyzer.ts';
import { topicInfo } from './topic-info.ts';
import { topicCreate, topicDelete, topicEdit, topicList } from './topics.ts';
import { upstreamAdd, upstreamList, upstreamRemove } from './upstreams.ts';
import { volumeCreate, volumeInfo, volumeList } from './volumes.ts';

/** Every command of every program. */
export const commands: readonly Command[] = [
  streamCreate,
  streamEdit,
  streamInfo,
  streamDelete,
  streamPurge,
  topicCreate,
  topicEdit,
  topicDelete,
  topicInfo,
  topicList,
  cursorDelete,
  cursorList,
  assignList,
  replicaAdd,
  replicaAutosetup,
  replicaEdit,
  replicaList,
  replicaPause,
  replicaRemove,
  replicaResume,
  upstreamAdd,
  upstreamList,
  upstreamRemove,
  gatewaySet,
  gatewayGet,
  gatewayList,
  gatewayResolve,
  gatewayDelete,
  gatewayLocal,
  alarmList,
  licenseList,
  volumeCreate,
  volumeList,
  volumeInfo,
  copystream,
  diffstreams,
  { ...diffstreams, words: 'diffstreamswithcrc' },
  streamanalyzer,
  loginPrint,
  loginAuthtest,
  loginPassword,
];
