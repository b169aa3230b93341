/** Returns every setting with its value right after the first start. */
export function sampleSettings(): Map<string, string> {
  return new Map([
    ['engine.paused', 'false'],
    ['review.undo_seconds', '10'],
    ['publish.late_minutes', '15'],
    ['publish.when_late', 'ask'],
    ['publish.spacing_minutes', '10'],
    ['publish.park', 'false'],
    ['observe.every_seconds', '30'],
    ['sample.every_seconds', '3600'],
    ['keep.samples_days', '30'],
    ['keep.done_work_days', '7'],
    ['notifications.enabled', 'true'],
    ['drafting.provider', 'builtin'],
    ['drafting.address', ''],
    ['drafting.model', ''],
    ['drafting.timeout_seconds', '60'],
    ['window.theme', 'system'],
    ['window.close_to_tray', 'true'],
    ['window.autostart', 'false'],
    ['window.single_keys', 'true'],
    ['window.welcomed', 'false'],
  ]);
}

const SECONDS: Record<string, [number, number]> = {
  'observe.every_seconds': [1, 86_400],
  'sample.every_seconds': [10, 604_800],
  'drafting.timeout_seconds': [1, 600],
};

const MINUTES: Record<string, [number, number]> = {
  'publish.late_minutes': [1, 1_440],
  'publish.spacing_minutes': [0, 1_440],
};

const DAYS: Record<string, [number, number]> = {
  'keep.samples_days': [1, 3_650],
  'keep.done_work_days': [1, 3_650],
};

/** Returns what is wrong with a value; empty when it fits. */
export function settingTrouble(name: string, value: string): string {
  for (const [unit, ranges] of [
    ['seconds', SECONDS],
    ['minutes', MINUTES],
    ['days', DAYS],
  ] as const) {
    const range = ranges[name];
    const whole = /^\d+$/u.test(value);
    if (range && !(whole && Number(value) >= range[0] && Number(value) <= range[1])) {
      return unfit(name, value, `${range[0]} to ${range[1]} ${unit}`);
    }
  }
  if (name === 'drafting.address' && value !== '' && !/^https?:\/\//u.test(value)) {
    return unfit(name, value, 'an http or https address, or nothing');
  }
  return '';
}

function unfit(name: string, value: string, allowed: string): string {
  return `\`${value}\` does not fit \`${name}\`. Allowed: ${allowed}. Nothing was changed.`;
}
