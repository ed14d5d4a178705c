// Plays the film in the player that is asked for, acts out a script, and bears witness to what was really played.
const { player, name, url, script, interval } = JSON.parse(new URLSearchParams(location.search).get('run'));
const video = document.querySelector('video');
const media = `${location.origin}/media`;

const startShaka = async (configuration) => {
  const script = document.createElement('script');
  script.src = '/modules/shaka-player/dist/shaka-player.compiled.js';
  await new Promise((loaded) => {
    script.onload = loaded;
    document.head.append(script);
  });
  const shakaPlayer = new shaka.Player();
  shakaPlayer.configure(configuration);
  await shakaPlayer.attach(video);
  await shakaPlayer.load(`${media}/dash/film.mpd`);
  return shakaPlayer;
};

const players = {
  async plain() {
    video.src = `${media}/film.mp4`;
  },
  async 'hls.js'() {
    const { default: Hls } = await import('hls.js');
    const hls = new Hls();
    hls.loadSource(`${media}/hls/film.m3u8`);
    hls.attachMedia(video);
  },
  async 'dash.js'() {
    const { MediaPlayer } = await import('dashjs');
    MediaPlayer().create().initialize(video, `${media}/dash/film.mpd`, false);
  },
  async Shaka() {
    const shakaPlayer = await startShaka({});
    return (rate) => shakaPlayer.trickPlay(rate, false); // it sets video.playbackRate back
  },
  async 'hls.js itself'() {
    const { play } = await import('./native/hls.js');
    play(video, `${media}/hls/film.m3u8`, url, name);
  },
  async 'dash.js itself'() {
    const { play } = await import('./native/dash.js');
    play(video, `${media}/dash/film.mpd`, url, name);
  },
  async 'Shaka itself'() {
    const eventTargets = [{ enabled: true, url, events: ['ps', 't', 'e'], interval, batchSize: 1 }];
    await startShaka({ cmcd: { enabled: true, version: 2, sessionId: 'sitting', contentId: name, eventTargets } });
  },
};

// The truth: clock, position, whether it plays, rate; twenty times a second.
let samples = [];
const sample = () => samples.push([Date.now(), video.currentTime, !video.paused, video.playbackRate]);
const witness = () => {
  const body = JSON.stringify(samples);
  samples = [];
  return [`/truth?${encodeURIComponent(name)}`, body];
};
setInterval(sample, 50);
setInterval(() => {
  const [address, body] = witness();
  fetch(address, { method: 'POST', body });
}, 200);
addEventListener('pagehide', () => {
  sample();
  navigator.sendBeacon(...witness());
});

const until = (holds) =>
  new Promise((done) => {
    const timer = setInterval(() => {
      if (!holds()) return;
      clearInterval(timer);
      done();
    }, 20);
  });
const acts = {
  play: () => video.play(),
  pause: () => video.pause(),
  seek(position) {
    video.currentTime = position;
  },
  rate: (rate) => setRate(rate),
  to: (position) => until(() => !video.seeking && video.currentTime >= position),
  wait: (seconds) => new Promise((done) => setTimeout(done, seconds * 1000)),
  ended: () => until(() => video.ended),
};

if (!player.endsWith('itself')) {
  const { attach } = await import(new URL('/beacon.js', url));
  attach(video, { url, cid: name, interval });
}
const setRate =
  (await players[player]()) ??
  ((rate) => {
    video.playbackRate = rate;
  });
await until(() => video.readyState > 2);
window.ready = true;
await until(() => window.begun);
for (const [act, value] of script) await acts[act](value);
window.acted = true;
