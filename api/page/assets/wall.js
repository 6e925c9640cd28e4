// The wallboard. Every figure has its age: the time since the moment up to which its data is complete, by the server's
// clock. What is older than its bound is hatched and says since when, whatever the reason is: no refresh, no answer of the
// database, or no connection.
const { stream, version } = document.body.dataset;
const settings = JSON.parse(document.body.dataset.settings);
const words = JSON.parse(document.body.dataset.words);
const number = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 });
const bounds = { live: 10_000, today: 30_000 }; // ms
// A replay shows the past, at several times its speed: a second of the viewer is so many seconds of the board.
const speed = Number(document.body.dataset.speed ?? 1);
const replays = document.body.classList.contains("replay");
const lostAfter = 4_000; // ms without a message; the server sends one every second

let message = null;
let received = -Infinity; // performance.now() of the last message
let screen = 0;
let turned = performance.now();
let source = null;
let opened = -Infinity;

const element = (name, text, ...classes) => {
	const e = document.createElement(name);
	if (text !== undefined) {
		e.textContent = text;
	}
	e.classList.add(...classes.filter(Boolean));
	return e;
};
// serverNow is the server's time, which does not depend on the clock of the screen.
const serverNow = () => Date.parse(message.now) + (message.replay?.ended ? 0 : (performance.now() - received) * speed);
const moment = (ms) => new Date(ms).toLocaleString(document.documentElement.lang, { hour12: false, timeZone });
const timeZone = document.body.dataset.zone === "Local" ? undefined : document.body.dataset.zone;
const clock = (ms) => new Date(ms).toLocaleTimeString(document.documentElement.lang, { hour12: false, timeZone });
const duration = (seconds) => {
	const s = Math.max(0, Math.round(seconds));
	const tail = String(s % 60).padStart(2, "0");
	return s < 3600 ? `${Math.floor(s / 60)}:${tail}` : `${Math.floor(s / 3600)}:${String(Math.floor(s / 60) % 60).padStart(2, "0")}:${tail}`;
};

// connect opens the stream. A stream that is silent is closed and opened again: a dead connection would not say so.
function connect() {
	source?.close();
	opened = performance.now();
	let target = stream;
	if (replays && message !== null) { // it goes on where it was
		const [path, query] = stream.split("?");
		const values = new URLSearchParams(query);
		values.set("at", message.now);
		target = `${path}?${values}`;
	}
	source = new EventSource(target);
	source.onmessage = ({ data }) => {
		message = JSON.parse(data);
		received = performance.now();
		if (message.version !== version) {
			location.reload();
			return;
		}
		paint();
	};
	source.onerror = async () => {
		// A browser does not say why a stream was refused.
		const answer = await fetch(location.href, { method: "HEAD", redirect: "manual" }).catch(() => null);
		if (answer && (answer.status === 401 || answer.type === "opaqueredirect")) {
			tell(words.signedOut);
		}
	};
}

function tell(text) {
	const state = document.getElementById("state");
	state.hidden = !text;
	if (state.textContent !== text) {
		state.textContent = text;
	}
}

// judged returns the state of a figure: breach, warning or none.
function judged(tile, value) {
	if (value === null || value === undefined || !settings[`${tile}_breach`]) {
		return "";
	}
	const [warning, breach] = [Number(settings[`${tile}_warning`]), Number(settings[`${tile}_breach`])];
	const worse = tile === "level" ? (bound) => value < bound : (bound) => value >= bound;
	return worse(breach) ? "breach" : worse(warning) ? "warning" : "good";
}
const signs = { breach: "✕", warning: "!", good: "✓" };

function age(section, bound) {
	if (!section.as_of) {
		return { stale: true, text: section.problem || words.stale };
	}
	const ms = serverNow() - Date.parse(section.as_of);
	const stale = ms > bound * speed;
	if (replays && !stale) {
		return { stale, text: `${words.replay} ${moment(serverNow())}` };
	}
	return { stale, text: stale ? `${words.stale} ${clock(Date.parse(section.as_of))}` : `${words.age} ${Math.max(0, Math.round(ms / 1000))} s` };
}

function figures(queue) {
	const today = (message.today.rows ?? []).find((row) => row.queue === queue.queue) ?? {};
	const agents = message.agents.rows ?? [];
	return {
		waiting: queue.waiting,
		longest: queue.longest_wait_seconds === null ? null : queue.longest_wait_seconds + (serverNow() - Date.parse(message.queues.as_of)) / 1000,
		talking: queue.talking,
		available: message.agents.closed || !message.agents.as_of ? null : agents.filter((agent) => agent.state === "available").length,
		level: today.service_level ?? null,
		offered: today.offered ?? null,
		answered: today.answered ?? null,
		abandoned: today.abandoned ?? null,
	};
}

const daily = ["level", "offered", "answered", "abandoned"];
const text = (tile, value) => (value === null || value === undefined ? "–" : tile === "longest" ? duration(value) : number.format(value));

function paintQueues(list) {
	const breaches = [];
	const tiles = settings.tiles.split(",").map((name) => name.trim()).filter((name) => words[name]);
	const per = Math.min(12, Math.max(1, Number(settings.per_screen) || 12));
	const screens = Math.max(1, Math.ceil(list.length / per));
	const seconds = Number(settings.rotate) || 20;
	if (performance.now() - turned > seconds * 1000) {
		screen += 1;
		turned = performance.now();
	}
	screen %= screens;
	document.getElementById("screen").textContent = screens > 1 ? `${screen + 1} / ${screens}` : "";
	const board = document.getElementById("tiles");
	const live = age(message.queues, bounds.live);
	const today = age(message.today, bounds.today);
	const sections = list.slice(screen * per, screen * per + per).map((queue) => {
		const section = element("section", undefined, live.stale && "stale");
		section.append(element("h2", queue.queue || "–"));
		const dl = element("dl");
		const values = figures(queue);
		for (const tile of tiles) {
			const old = daily.includes(tile) ? today.stale : live.stale;
			const state = old ? "" : judged(tile, values[tile]);
			if (state === "breach") {
				breaches.push(`${queue.queue} ${tile}`);
			}
			const div = element("div", undefined, daily.includes(tile) && today.stale && "stale");
			const dd = element("dd", text(tile, values[tile]), state);
			if (tile === "level" && values.level !== null) {
				dd.append(element("small", " %"));
			}
			if (state) {
				const sign = element("small", ` ${signs[state]}`);
				sign.setAttribute("aria-label", words[state] ?? "");
				dd.append(sign);
			}
			div.append(element("dt", words[tile]), dd);
			dl.append(div);
		}
		section.append(dl, element("span", live.stale ? live.text : today.stale ? today.text : live.text, "age"));
		return section;
	});
	if (sections.length === 0) {
		sections.push(element("p", live.stale ? live.text : words.none));
	}
	board.replaceChildren(...sections);
	return breaches;
}

function paintAgents() {
	const place = document.getElementById("agents");
	if (settings.agents !== "true" || message.agents.closed) {
		place.replaceChildren();
		return;
	}
	const { stale, text: since } = age(message.agents, bounds.live);
	const cards = (message.agents.rows ?? []).map((agent) => {
		const card = element("div", undefined, agent.state, stale && "stale");
		const state = words[`state_${agent.state}`] ?? agent.state;
		card.append(element("strong", agent.agent), element("span", `${state} ${duration((serverNow() - Date.parse(agent.since)) / 1000)}`));
		return card;
	});
	if (stale) {
		cards.unshift(element("p", `${words.agents}: ${since}`, "age"));
	}
	place.replaceChildren(...cards);
}

let sounding = null; // the context of sounds; null: no click has allowed it yet
let breached = "";

// sound plays two tones when a figure breaches that did not before.
function sound(breaches) {
	const now = breaches.join("\n");
	const fresh = breaches.some((one) => !breached.includes(one));
	breached = now;
	const button = document.getElementById("sound");
	if (settings.sound !== "true") {
		return;
	}
	button.hidden = false;
	button.textContent = sounding?.state === "running" ? words.sound : words.blocked;
	if (!fresh || sounding?.state !== "running") {
		return;
	}
	for (const [at, pitch] of [[0, 660], [0.25, 520]]) {
		const tone = new OscillatorNode(sounding, { frequency: pitch });
		const volume = new GainNode(sounding, { gain: 0.2 });
		tone.connect(volume).connect(sounding.destination);
		tone.start(sounding.currentTime + at);
		tone.stop(sounding.currentTime + at + 0.2);
	}
}

function paint() {
	const breaches = paintQueues(message.queues.rows ?? []);
	paintAgents();
	sound(breaches);
	document.getElementById("clock").textContent = replays ? `${words.replay} ${moment(serverNow())}` : clock(serverNow());
	if (replays) {
		document.getElementById("past").textContent = moment(serverNow());
		document.title = `${words.replay} ${moment(serverNow())} · ccrepo`;
	}
	if (message.replay?.ended) {
		source.close();
		tell(words.replayEnded);
	}
}

// Every second the ages grow, also without a message.
setInterval(() => {
	if (message?.replay?.ended) {
		return;
	}
	const silent = performance.now() - received;
	if (silent > lostAfter && performance.now() - opened > lostAfter) {
		connect();
	}
	if (message === null) {
		tell(performance.now() > lostAfter ? `${words.lost} ${clock(Date.now() - performance.now())}` : "");
		return;
	}
	tell(silent > lostAfter ? `${words.lost} ${clock(Date.parse(message.now))}` : "");
	if (silent > 1500) {
		paint();
	}
}, 1000);

// A screen's session is renewed while it is in use.
setInterval(() => fetch(location.href, { method: "HEAD" }).catch(() => null), 6 * 3600_000);

document.getElementById("full").addEventListener("click", () => document.documentElement.requestFullscreen());
document.getElementById("sound").addEventListener("click", async () => {
	sounding ??= new AudioContext();
	await sounding.resume();
	document.getElementById("sound").textContent = sounding.state === "running" ? words.sound : words.blocked;
});
connect();
// The way back of a browser shows a page that it has kept; whether its session still is one, only the server knows.
addEventListener("pageshow", (event) => {
	if (event.persisted) {
		location.reload();
	}
});
