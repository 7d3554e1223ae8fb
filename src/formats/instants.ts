/** An ISO 8601 time as Python's `datetime.isoformat` writes it, which is what patronictl shows; else as it came. */
export function formatInstant(text: string): string {
  const match =
    /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(?::(\d\d)(?:[.,](\d{1,6})\d*)?)?\s*(Z|[+-]\d\d(?::?\d\d)?)?$/i.exec(
      text.trim(),
    );
  if (match === null) return text;
  const [, date, time, seconds = '00', fraction = '', offset = ''] = match;
  const micros = fraction.padEnd(6, '0');
  return `${date}T${time}:${seconds}${Number(micros) === 0 ? '' : `.${micros}`}${formatOffset(offset)}`;
}

function formatOffset(offset: string): string {
  if (offset === '') return '';
  if (/^z$/i.test(offset)) return '+00:00';
  const digits = offset.slice(1).replace(':', '').padEnd(4, '0');
  return `${offset[0]}${digits.slice(0, 2)}:${digits.slice(2)}`;
}

/** `2026-11-22 18:07:00` in the local zone, as patronictl's `-t` prints it. */
export function formatLocalTime(date: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** `2026-11-22 18:07:00.12345` in the local zone: patronictl's time before a result has five digits of a fraction. */
export function formatPatronictlTime(date: Date): string {
  return `${formatLocalTime(date)}.${String(date.getMilliseconds()).padStart(3, '0')}00`;
}
