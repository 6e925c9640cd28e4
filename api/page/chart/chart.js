// Charts of the tables of a page. A canvas names its table and columns; every number is in the table, too, which readers
// without a chart use. The plugin chart2music makes points reachable by the arrow keys and announces them.
import {
	BarController, BarElement, CategoryScale, Chart, Legend, LinearScale, LineController, LineElement, PointElement, Tooltip,
} from "chart.js";
import { MatrixController, MatrixElement } from "chartjs-chart-matrix";
import chart2music from "chartjs-plugin-chart2music";

Chart.register(
	BarController, BarElement, CategoryScale, Legend, LinearScale, LineController, LineElement, PointElement, Tooltip,
	MatrixController, MatrixElement, chart2music,
);

const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const colors = () => [1, 2, 3, 4, 5, 6].map((n) => color(`--chart-${n}`));

// read returns the columns of a table: headings, and each row's texts and numbers.
function read(table) {
	const headings = [...table.tHead.rows[0].cells];
	const rows = [...table.tBodies[0].rows].filter((row) => !row.matches(".total, .none"));
	return (name) => {
		const index = headings.findIndex((cell) => cell.dataset.name === name);
		return {
			label: headings[index].textContent.trim(),
			unit: headings[index].dataset.unit,
			additive: "additive" in headings[index].dataset,
			texts: rows.map((row) => row.cells[index].firstChild?.textContent.trim() ?? ""),
			values: rows.map((row) => (row.cells[index].dataset.v === "" ? null : Number(row.cells[index].dataset.v))),
		};
	};
}

// write returns the text of a number: seconds as h:mm:ss, others as the reader's language has them.
function write(value, unit) {
	if (unit === "s") {
		const [hours, minutes, seconds] = [value / 3600, (value / 60) % 60, value % 60].map(Math.floor);
		return (hours ? `${hours}:${String(minutes).padStart(2, "0")}` : String(minutes)) + `:${String(seconds).padStart(2, "0")}`;
	}
	return new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 }).format(value) + (unit ? ` ${unit}` : "");
}

function scales(stacked, unit) {
	const axis = { grid: { color: color("--line") }, ticks: { color: color("--quiet") }, stacked };
	return { x: { ...axis, grid: { display: false } }, y: { ...axis, beginAtZero: true, ticks: { ...axis.ticks, callback: (value) => write(value, unit) } } };
}

// grouped returns the series of a chart whose table has several rows for one value of x, one for each queue: what adds
// up is added, anything else is a series for each queue.
function grouped(x, ys, key) {
	const labels = [...new Set(x.texts)];
	if (labels.length === x.texts.length) {
		return { labels, all: ys };
	}
	const names = key ? [...new Set(key.texts)] : [""];
	const all = ys.flatMap((y) => (y.additive ? [null] : names).map((name) => ({
		label: name === null ? y.label : `${y.label}, ${name}`,
		unit: y.unit,
		values: labels.map((label) => x.texts.reduce((sum, text, i) => (
			text === label && (name === null || key.texts[i] === name) && y.values[i] !== null ? (sum ?? 0) + y.values[i] : sum), null)),
	})));
	return { labels, all };
}

function heatmap(canvas, column) {
	const [rowName, valueName] = canvas.dataset.y.split(",");
	const x = column(canvas.dataset.x);
	const y = column(rowName);
	const v = column(valueName);
	const greatest = Math.max(1, ...v.values);
	const xs = [...new Set(x.values)].sort((a, b) => a - b);
	const ys = [...new Set(y.values)].sort((a, b) => b - a);
	return {
		type: "matrix",
		data: {
			datasets: [{
				label: v.label,
				data: v.values.map((value, i) => ({ x: x.values[i], y: y.values[i], v: value, text: v.texts[i] })),
				backgroundColor: ({ raw }) => `color-mix(in srgb, ${color("--chart-1")} ${Math.round((100 * (raw?.v ?? 0)) / greatest)}%, ${color("--raised")})`,
				width: ({ chart }) => (chart.chartArea ? chart.chartArea.width / xs.length - 1 : 0),
				height: ({ chart }) => (chart.chartArea ? chart.chartArea.height / ys.length - 1 : 0),
			}],
		},
		options: {
			scales: {
				x: { type: "category", labels: xs, offset: true, title: { display: true, text: x.label, color: color("--quiet") }, grid: { display: false }, ticks: { color: color("--quiet") } },
				y: { type: "category", labels: ys, offset: true, title: { display: true, text: y.label, color: color("--quiet") }, grid: { display: false }, ticks: { color: color("--quiet") } },
			},
			plugins: {
				legend: { display: false },
				tooltip: { callbacks: { title: () => "", label: ({ raw }) => `${y.label} ${raw.y}, ${x.label} ${raw.x}: ${raw.text}` } },
			},
		},
	};
}

function series(canvas, column) {
	const x = column(canvas.dataset.x);
	const kind = canvas.dataset.chart;
	const stacked = kind === "stacked";
	const { labels, all } = grouped(x, canvas.dataset.y.split(",").map(column), canvas.dataset.key && column(canvas.dataset.key));
	const palette = colors();
	const extra = (canvas.dataset.lines ?? "").split(",").filter(Boolean).map(column);
	const shares = extra.some((line) => line.unit === "%");
	return {
		type: kind === "line" || kind === "step" ? "line" : "bar",
		data: {
			labels,
			datasets: all.map((y, i) => ({
				label: y.label, data: y.values, unit: y.unit, backgroundColor: palette[i % 6], borderColor: palette[i % 6],
				borderWidth: kind === "bar" || stacked ? 0 : 2, stepped: kind === "step", pointRadius: labels.length > 60 ? 0 : 2, stack: stacked ? "all" : undefined, order: 2,
			})).concat(extra.map((line, i) => ({
				type: "line", label: line.label, data: line.values, unit: line.unit, borderColor: palette[(all.length + i) % 6], backgroundColor: palette[(all.length + i) % 6],
				borderWidth: line.unit === "%" ? 2 : 1, borderDash: line.unit === "%" ? [] : [4, 3], pointRadius: line.unit === "%" ? 2 : 0, order: 1, yAxisID: line.unit === "%" ? "share" : "y", stack: line.label,
			}))),
		},
		options: {
			scales: shares
				? { ...scales(stacked, all[0].unit), share: { position: "right", min: 0, max: 100, grid: { display: false }, ticks: { color: color("--quiet"), callback: (value) => write(value, "%") } } }
				: scales(stacked, all[0].unit),
			interaction: { mode: "index", intersect: false },
			plugins: {
				legend: { display: all.length + extra.length > 1, labels: { color: color("--text"), boxWidth: 12, boxHeight: 12 } },
				tooltip: { callbacks: { label: ({ dataset, dataIndex }) => `${dataset.label}: ${dataset.data[dataIndex] === null ? "–" : write(dataset.data[dataIndex], dataset.unit)}` } },
			},
		},
	};
}

// draw draws the chart of a canvas. chart2music makes a canvas without data fail, so there is none for an empty table.
export function draw(canvas) {
	Chart.getChart(canvas)?.destroy();
	const column = read(document.getElementById(canvas.dataset.table));
	const config = canvas.dataset.chart === "heatmap" ? heatmap(canvas, column) : series(canvas, column);
	config.options = { ...config.options, responsive: true, maintainAspectRatio: false, animation: false };
	if (canvas.dataset.chart !== "heatmap") {
		config.options.plugins.chartjs2music = { axes: { y: { format: (value) => write(value, config.data.datasets[0].unit) } } };
	}
	config.options.plugins.chartjs2music = { ...config.options.plugins.chartjs2music, lang: document.documentElement.lang, cc: canvas.parentElement.querySelector(".spoken") };
	new Chart(canvas, config);
}

const drawAll = () => document.querySelectorAll("canvas[data-chart]").forEach(draw);
drawAll();
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
addEventListener("beforeprint", drawAll);
