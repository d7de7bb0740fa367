import { readFileSync } from 'node:fs';
import { parseDocument } from 'yaml';
import { SettingsError, type SettingsFault } from './faults.ts';
import { type Settings, settingsSchema } from './schema.ts';

/**
 * The settings file that REPLICATE_CONFIG names.
 * @param asWorker whether this process serves clusters; a bot passes over `worker:`, whatever it says
 * @throws SettingsError with a line for each fault
 */
export function loadSettings(env: NodeJS.ProcessEnv, asWorker = true): Settings {
  const path = env['REPLICATE_CONFIG'] || './replicate.yaml';
  const raw = read(path);
  const isMap = typeof raw === 'object' && raw !== null && !Array.isArray(raw);
  const result = settingsSchema.safeParse(isMap && !asWorker ? { ...raw, worker: null } : raw);
  if (result.success) return result.data;
  throw new SettingsError(
    result.error.issues.flatMap((issue) => {
      const message = issue.code === 'invalid_key' ? issue.issues[0]?.message : issue.message;
      const setting = [path, issue.path.join('.')].filter(Boolean).join(': ');
      return (message ?? '').split('\n').map((line): SettingsFault => {
        const [wrong = '', example = 'replicate.example.yaml'] = line.split('; for example ');
        return { setting, wrong, example };
      });
    }),
  );
}

function read(path: string): unknown {
  const fault = (wrong: string): SettingsFault => ({
    setting: 'REPLICATE_CONFIG',
    wrong,
    example: 'REPLICATE_CONFIG=/etc/replicate/replicate.yaml',
  });
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new SettingsError([
      fault(`cannot read ${path} (${(error as NodeJS.ErrnoException).code})`),
    ]);
  }
  const document = parseDocument(text);
  const [first] = document.errors;
  if (first)
    throw new SettingsError([fault(`${path} is not YAML: ${first.message.split('\n')[0]}`)]);
  return document.toJS() ?? {};
}
