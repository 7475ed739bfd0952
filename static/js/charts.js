/* Pictures drawn from tables, so that picture and figures cannot differ. Horizontal bars against a
   target line from the macro bar_table: the second series is hatched and each bar ends with its
   number. Lines through the year from line_table: each has its own dashes and points. Both can be
   read without colour. */

import "../vendor/chart.js/chart.umd.min.js";
import { text } from "./texts.js";

const { Chart } = globalThis;
const ROW = 40;
const LEGEND = 76;
const SMALLEST = 400; // on a telephone the table alone is easier to read
const PAPER = { width: 660, height: 820 }; // what of an A4 page is left between the margins
const MOST_ON_PAPER = 45; // more bars cannot be told apart on a page; the table holds them all

function token(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function number(cell) {
  return cell?.dataset.value === undefined ? null : Number(cell.dataset.value) * 100;
}

function readTable(table) {
  const rows = [...table.tBodies[0].rows].map((row) => {
    const first = row.querySelector('[data-role="value"]');
    const second = row.querySelector('[data-role="second"]');
    return {
      label: row.querySelector("th").textContent.trim(),
      value: number(first),
      valueText: first.textContent.trim(),
      second: number(second),
      secondText: second?.textContent.trim() ?? "",
    };
  });
  const { valueLabel, secondLabel, target, targetText } = table.dataset;
  return { rows, valueLabel, secondLabel, targetText, target: target && Number(target) * 100 };
}

/** Slanted lines in the accent on white. */
function hatch(colour) {
  const tile = document.createElement("canvas");
  tile.width = 8;
  tile.height = 8;
  const context = tile.getContext("2d");
  context.fillStyle = "#ffffff";
  context.fillRect(0, 0, 8, 8);
  context.strokeStyle = colour;
  context.lineWidth = 1.5;
  for (const shift of [-8, 0, 8]) {
    context.beginPath();
    context.moveTo(shift - 1, 9);
    context.lineTo(shift + 9, -1);
    context.stroke();
  }
  return context.createPattern(tile, "repeat");
}

function series(data, accent) {
  const bars = { barThickness: 18, grouped: false, borderWidth: 1.5, borderColor: accent };
  const sets = [
    { ...bars, label: data.valueLabel, data: data.rows.map((r) => r.value), backgroundColor: accent, order: 1 },
  ];
  if (data.secondLabel) {
    const second = data.rows.map((row) => row.second);
    sets.push({ ...bars, label: data.secondLabel, data: second, backgroundColor: hatch(accent), order: 2 });
  }
  return sets;
}

function drawTarget(chart, data, ink) {
  const { ctx, chartArea, scales } = chart;
  const x = scales.x.getPixelForValue(data.target);
  ctx.strokeStyle = ink;
  ctx.lineWidth = 2;
  ctx.setLineDash([6, 4]);
  ctx.beginPath();
  ctx.moveTo(x, chartArea.top - 6);
  ctx.lineTo(x, chartArea.bottom);
  ctx.stroke();
  ctx.textAlign = x > (chartArea.left + chartArea.right) / 2 ? "right" : "left";
  ctx.fillText(text("target", { value: data.targetText }), x, chartArea.top - 16);
}

function drawNumbers(chart, data, ink) {
  const { ctx, scales } = chart;
  ctx.textAlign = "left";
  data.rows.forEach((row, index) => {
    const both = data.secondLabel && row.value !== null;
    const words = both ? `${row.valueText} (${row.secondText})` : row.valueText;
    const x = scales.x.getPixelForValue(Math.max(row.value ?? 0, row.second ?? 0)) + 8;
    const y = scales.y.getPixelForValue(index);
    ctx.fillStyle = token("--paper");
    ctx.fillRect(x - 3, y - 9, ctx.measureText(words).width + 6, 18);
    ctx.fillStyle = ink;
    ctx.fillText(words, x, y);
  });
}

/** The target as a dashed line with its words, and the number behind each bar. */
function marks(data, ink) {
  return {
    id: "marks",
    afterDatasetsDraw(chart) {
      const { ctx } = chart;
      ctx.save();
      ctx.font = `600 13px ${token("--font")}`;
      ctx.fillStyle = ink;
      ctx.textBaseline = "middle";
      if (data.target !== undefined) {
        drawTarget(chart, data, ink);
      }
      drawNumbers(chart, data, ink);
      ctx.restore();
    },
  };
}

function wrapped(label, width) {
  const lines = [""];
  for (const word of label.split(/\s+/)) {
    const line = lines[lines.length - 1];
    if (line && line.length + word.length + 1 > width) {
      lines.push(word);
    } else {
      lines[lines.length - 1] = line ? `${line} ${word}` : word;
    }
  }
  return lines;
}

function highest(data) {
  const values = data.rows.flatMap((row) => [row.value ?? 0, row.second ?? 0]);
  return Math.min(100, Math.max(10, Math.ceil((Math.max(...values, data.target ?? 0) * 1.1) / 10) * 10));
}

function options(data, ink, narrow) {
  const font = { family: token("--font"), size: 13 };
  const ticks = { color: ink, font };
  return {
    indexAxis: "y",
    animation: false,
    maintainAspectRatio: false,
    events: [], // nothing hides behind the pointer: every number is written out
    layout: { padding: { top: 28, right: narrow ? 96 : 128 } },
    scales: {
      x: {
        min: 0,
        max: highest(data),
        ticks: { ...ticks, callback: (value) => `${value} %`, maxTicksLimit: narrow ? 4 : 8 },
        grid: { color: "#dfe5ea" },
      },
      y: {
        ticks: {
          ...ticks,
          autoSkip: false,
          callback: (value, index) => wrapped(data.rows[index].label, narrow ? 14 : 28),
        },
        grid: { display: false },
      },
    },
    plugins: {
      tooltip: { enabled: false },
      legend: {
        display: Boolean(data.secondLabel),
        position: "bottom",
        align: "start",
        onClick: () => {},
        labels: { color: ink, font, boxWidth: 28, boxHeight: 14 },
      },
    },
  };
}

const STROKES = [
  { borderDash: [], borderWidth: 3, pointStyle: "circle", pointRadius: 4 },
  { borderDash: [8, 4], borderWidth: 2, pointStyle: "rectRot", pointRadius: 4 },
  { borderDash: [2, 4], borderWidth: 2, pointStyle: "cross", pointRadius: 3 },
];

function lines(table, accent, ink) {
  const heads = [...table.tHead.rows[0].cells].slice(1);
  const rows = [...table.tBodies[0].rows];
  return heads.map((head, index) => ({
    ...STROKES[index % STROKES.length],
    label: head.textContent.trim(),
    data: rows.map((row) => number(row.cells[index + 1])),
    borderColor: index ? ink : accent,
    backgroundColor: index ? "#ffffff" : accent,
    spanGaps: false,
  }));
}

function axisLabel(cell) {
  return cell.dataset.short ?? cell.textContent.trim();
}

/** The legend's own samples have no dashes; they get those of their lines. */
function dashedLabels(chart) {
  return Chart.defaults.plugins.legend.labels.generateLabels(chart).map((item) => {
    const { borderDash, borderWidth } = chart.data.datasets[item.datasetIndex];
    return { ...item, pointStyle: "line", lineDash: borderDash, lineWidth: borderWidth };
  });
}

function drawLines(frame, table, ink) {
  const font = { family: token("--font"), size: 13 };
  const ticks = { color: ink, font };
  frame.hidden = false;
  frame.style.height = "340px";
  new Chart(frame.querySelector("canvas"), {
    type: "line",
    data: {
      labels: [...table.tBodies[0].rows].map((row) => axisLabel(row.cells[0])),
      datasets: lines(table, token("--accent-chart"), ink),
    },
    options: {
      animation: false,
      maintainAspectRatio: false,
      events: [],
      scales: {
        x: {
          ticks: { ...ticks, maxRotation: 0 },
          title: { display: true, text: table.tHead.rows[0].cells[0].textContent.trim(), color: ink, font },
          grid: { display: false },
        },
        y: { min: 0, ticks: { ...ticks, callback: (value) => `${value} %` }, grid: { color: "#dfe5ea" } },
      },
      plugins: {
        tooltip: { enabled: false },
        legend: {
          position: "bottom",
          align: "start",
          onClick: () => {},
          labels: {
            color: ink,
            font,
            usePointStyle: true,
            pointStyle: "line",
            pointStyleWidth: 44,
            padding: 16,
            generateLabels: dashedLabels,
          },
        },
      },
    },
  });
  table.closest("details")?.removeAttribute("open"); // the picture says the same
}

function draw(frame) {
  const drawn = document.getElementById(frame.dataset.chart);
  if (frame.dataset.kind === "lines") {
    if (frame.parentElement.clientWidth >= SMALLEST) {
      drawLines(frame, drawn, token("--paper-ink"));
    }
    return;
  }
  const table = document.getElementById(frame.dataset.chart);
  const data = readTable(table);
  if (!data.rows.length || frame.parentElement.clientWidth < SMALLEST) {
    return;
  }
  const ink = token("--paper-ink");
  const narrow = frame.parentElement.clientWidth < 600;
  frame.hidden = false;
  frame.classList.toggle("bars__chart--long", data.rows.length > MOST_ON_PAPER);
  frame.style.height = `${data.rows.length * (narrow ? ROW * 1.4 : ROW) + LEGEND + 28}px`;
  new Chart(frame.querySelector("canvas"), {
    type: "bar",
    data: { labels: data.rows.map((row) => row.label), datasets: series(data, token("--accent-chart")) },
    options: options(data, ink, narrow),
    plugins: [marks(data, ink)],
  });
}

function toPaper(chart) {
  const { datasets, labels } = chart.data;
  const row = (PAPER.height - LEGEND - 28) / labels.length;
  chart.options.devicePixelRatio = 3;
  if (chart.config.type === "bar") {
    datasets.forEach((set) => Object.assign(set, { barThickness: Math.min(18, row * 0.7) }));
  }
  chart.update();
  chart.resize(PAPER.width, Math.min(chart.height, PAPER.height));
}

function toScreen(chart) {
  delete chart.options.devicePixelRatio;
  if (chart.config.type === "bar") {
    chart.data.datasets.forEach((set) => Object.assign(set, { barThickness: 18 }));
  }
  chart.update();
  chart.resize();
}

/** A picture made for a wide screen would shrink, and its words with it: drawn anew for paper. */
function drawForPaper(frames) {
  const drawn = () => frames.map((frame) => Chart.getChart(frame.querySelector("canvas"))).filter(Boolean);
  addEventListener("beforeprint", () => drawn().forEach(toPaper));
  addEventListener("afterprint", () => drawn().forEach(toScreen));
}

export async function startCharts(frames) {
  await document.fonts.ready; // canvas text does not wait for the font by itself
  frames.forEach(draw);
  drawForPaper([...frames]);
}
