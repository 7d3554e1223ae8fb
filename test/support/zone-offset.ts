/** How many minutes the clocks of a zone are before UTC at a moment. */
export function offsetOf(zone: string): (date: Date) => number {
  const format = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' });
  return (date) => {
    const [, sign = '+', hours = '0', minutes = '0'] =
      /GMT(?:([-+])(\d\d):(\d\d))?/.exec(format.format(date)) ?? [];
    return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  };
}
