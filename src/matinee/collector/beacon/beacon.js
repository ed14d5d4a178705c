const quoted = (text) => `"${String(text).replace(/[^ -~]/gu, encodeURIComponent).replace(/["\\]/g, '\\$&')}"`;

const begin = (media, { url, cid, sid, interval, position = () => media.currentTime * 1e3 }) => {
  const title = quoted(cid);
  const session = quoted(sid || crypto.getRandomValues(new Uint32Array(4)).join('-'));
  if (!url || !cid || title[130] || session[66]) throw 'bad url, cid, sid';
  let queue = [];
  let number = 0;
  let flying = 0;
  let failures = 0;
  let told, retry;

  const state = () => {
    if (media.error) return 'f';
    if (media.ended) return 'e';
    if (media.seeking) return 'k';
    if (media.paused) return 'a';
    if (media.readyState > 2) return 'p';
    return media.played.length ? 'r' : 's';
  };

  const report = (event, sta = state()) => {
    if (!told && media.paused) return;
    told = sta;
    let pt;
    try {
      pt = Math.round(position());
    } catch {}
    pt = pt >= 0 ? `,pt=${pt}` : '';
    const pr = +media.playbackRate.toFixed(3);
    queue.push(`cid=${title},e=${event},pr=${pr}${pt},sid=${session},sn=${number++},sta=${sta},ts=${Date.now()},v=2`);
    if (queue[500]) queue = queue.filter((record) => !record.includes(',e=t,')).slice(-500);
    send();
  };

  const tell = () => state() != told && report('ps');
  const tick = () => (told == 'p' && state() == 'p' ? report('t') : tell());

  const send = async (leaving) => {
    if (!queue[0] || (!leaving && (flying || retry))) return;
    const batch = queue.splice(leaving ? -50 : 0, 50);
    let status = 599;
    let after;
    flying++;
    try {
      const reply = await fetch(url, {
        method: 'POST',
        keepalive: true,
        credentials: 'omit',
        headers: { 'Content-Type': 'application/cmcd' },
        body: batch.join('\n').replace(title, `$&,com.matinee-sent="${Date.now()}"`),
      });
      status = reply.status;
      after = reply.headers.get('Retry-After');
    } catch {}
    flying--;
    if (status == 401 || status == 410) {
      queue = [];
      told = '';
      stop();
    } else if (status == 429 || status > 499) {
      queue = batch.concat(queue);
      after = Math.min(after, 3600) || Math.min(40, 2 ** ++failures);
      retry = setTimeout(hurry, after * (1e3 + Math.random() * 500));
    } else {
      failures = 0;
      send();
    }
  };

  const hurry = () => {
    retry = clearTimeout(retry);
    send();
  };

  const leave = () => {
    if (told) report('ps', 'q');
    told = '';
    send(true);
  };

  const stop = () => {
    leave();
    clearInterval(timer);
    listen('removeEventListener');
  };

  const heard = {
    play: tell,
    playing: tell,
    pause: tell,
    waiting: tell,
    seeked: tell,
    ended: tell,
    emptied: tell,
    seeking: () => told != 'k' && report('ps', 'k'),
    ratechange: () => told && report('pr'),
    error: () => report(`e,ec=("${media.error?.code}")`, 'f'),
  };
  const page = { visibilitychange: () => hurry(told && tick()), online: hurry, pagehide: leave, pageshow: tell };
  const listen = (how) => {
    for (const type in heard) media[how](type, heard[type]);
    for (const type in page) window[how](type, page[type]);
  };
  listen('addEventListener');
  const timer = setInterval(tick, interval >= 1 && interval <= 600 ? interval * 1e3 : 1e4);
  tell();
  return stop;
};

export const attach = (media, options) => {
  try {
    return begin(media, options);
  } catch (error) {
    console.warn('beacon', error);
    return () => {};
  }
};
