/** `npm run acl`: deploy/redis/users.acl, for the clusters of the examples. */

import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { aclFile } from '../src/jobs/acl.ts';

const file = fileURLToPath(new URL('../deploy/redis/users.acl', import.meta.url));
writeFileSync(file, aclFile(['sanfrancisco', 'newyork']));
