/** The three dates of RFC 9110, section 5.6.7. What `toUTCString` gives is the first: `Sun, 06 Nov 1994 08:49:37 GMT`. */
export const imfFixdate = (date: Date): string => date.toUTCString();

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/** `Sunday, 06-Nov-94 08:49:37 GMT` */
export function rfc850(date: Date): string {
  const [, day, month, year = '', time] = imfFixdate(date).split(' ');
  return `${DAYS[date.getUTCDay()]}, ${day}-${month}-${year.slice(2)} ${time} GMT`;
}

/** `Sun Nov  6 08:49:37 1994` */
export function asctime(date: Date): string {
  const [weekday = '', , month, year, time] = imfFixdate(date).split(' ');
  return `${weekday.slice(0, 3)} ${month} ${String(date.getUTCDate()).padStart(2)} ${time} ${year}`;
}
