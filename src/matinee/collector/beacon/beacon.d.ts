/** What to report, and where. */
export interface BeaconOptions {
  /**
   * Where reports go, with the signed token of the household in it, and the time zone:
   * `https://collect.example/v1/cmcd?hh=<token>&tz=Europe%2FLondon`.
   *
   * It stays the same for the whole session: browsers ask the collector's leave (CORS) once for each address.
   */
  url: string;

  /**
   * What is played: the `asset_id` of the catalogue. At most 128 characters.
   *
   * Characters outside printable ASCII go out as encodeURIComponent writes them (`Amélie` as `Am%C3%A9lie`),
   * because a string of structured fields (RFC 8941) cannot hold them. The catalogue then has that form.
   */
  cid: string;

  /** One sitting of one title on one device. At most 64 characters. By default a new random one for each `attach`. */
  sid?: string;

  /** Seconds between reports while playing, from 1 to 600; what a crash may cost at most. By default 10. */
  interval?: number;

  /**
   * Where the content is, in milliseconds. By default the element's `currentTime`.
   *
   * For live give the time of the programme in milliseconds since 1970, as CMCD wants it. Where it returns
   * no number, or throws, the report goes without a position.
   */
  position?: () => number | undefined;
}

/**
 * Reports what an element plays from now on.
 *
 * Call the function it returns when the title is over or another one begins in the same element: it reports that
 * the viewer left, and takes every listener off. Reports that the collector has not accepted by then are still sent.
 *
 * It never throws. Where it cannot report it says so on the console and returns a function that does nothing.
 */
export function attach(media: HTMLMediaElement, options: BeaconOptions): () => void;
