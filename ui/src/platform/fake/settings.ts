/** Returns every setting with its value right after the first start. */
export function sampleSettings(): Map<string, string> {
  return new Map([
    ['engine.paused', 'false'],
    ['review.undo_seconds', '10'],
    ['observe.every_seconds', '30'],
    ['sample.every_seconds', '3600'],
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

/** Returns what is wrong with a value; empty when it fits. */
export function settingTrouble(name: string, value: string): string {
  const range = SECONDS[name];
  if (range) {
    const fits = /^\d+$/u.test(value) && Number(value) >= range[0] && Number(value) <= range[1];
    if (!fits) return unfit(name, value, `${range[0]} to ${range[1]} seconds`);
  }
  if (name === 'drafting.address' && value !== '' && !/^https?:\/\//u.test(value)) {
    return unfit(name, value, 'an http or https address, or nothing');
  }
  return '';
}

function unfit(name: string, value: string, allowed: string): string {
  return `\`${value}\` does not fit \`${name}\`. Allowed: ${allowed}. Nothing was changed.`;
}
