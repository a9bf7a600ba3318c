(() => {
  "use strict";
  const root = document.documentElement;
  const figures = JSON.parse(document.getElementById("figures").textContent);
  const charts = [];
  const colour = (name) => getComputedStyle(root).getPropertyValue(`--${name}`).trim();
  // Functions, because colours that are values stay what they were when a chart was first drawn.
  let inks = {};
  const inked = (number) => {
    const ink = () => (inks[number] ??= colour(`c${number}`));
    return { backgroundColor: ink, borderColor: ink, pointBackgroundColor: ink };
  };
  const paint = (chart) => {
    const { x, y } = chart.options.scales;
    for (const scale of [x, y]) {
      scale.ticks.color = colour("muted");
      scale.border.color = colour("rule");
    }
    y.grid.color = colour("rule");
  };
  const repaint = () => {
    inks = {};
    charts.forEach((chart) => { paint(chart); chart.update("none"); });
  };
  // Axes may be rounded; what is read as a figure comes formatted from jobai.
  const short = new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 3 });
  const axis = (told) => (value) => {
    if (told.unit === "$" && !Number.isInteger(value)) return `$${value < 0.1 ? Number(value.toPrecision(2)) : value.toFixed(2)}`;
    if (told.unit === "$") return `$${short.format(value)}`;
    return `${short.format(value)}${told.unit}`;
  };
  const draw = (told) => {
    const canvas = document.getElementById(told.id);
    const chart = new Chart(canvas, {
      type: told.type,
      data: {
        labels: told.labels,
        datasets: told.series.map((one) => ({
          label: one.name, data: one.values, texts: one.texts, colour: one.colour, ...inked(one.colour),
          borderWidth: told.type === "line" ? 2 : 0, pointRadius: told.labels.length > 40 ? 0 : 2,
          categoryPercentage: 0.92, barPercentage: 0.92, maxBarThickness: 56, spanGaps: true, tension: 0,
        })),
      },
      options: {
        animation: false, responsive: true, maintainAspectRatio: false, normalized: true,
        interaction: { mode: "index", intersect: false },
        plugins: {
          legend: { display: false },
          colors: { enabled: false },
          tooltip: {
            filter: (item) => item.raw !== null && (item.raw !== 0 || told.series.length === 1),
            itemSort: (a, b) => b.raw - a.raw,
            callbacks: {
              title: (items) => (items.length ? told.steps[items[0].dataIndex] : ""),
              label: (item) => ` ${item.dataset.label}: ${item.dataset.texts[item.dataIndex]}`,
              footer: (items) => (items.length > 1 && told.totals ? `All: ${told.totals[items[0].dataIndex]}` : ""),
            },
          },
        },
        scales: {
          x: { stacked: told.stacked, grid: { display: false }, border: {},
               ticks: { maxRotation: 0, autoSkipPadding: 14 } },
          y: { stacked: told.stacked, beginAtZero: true, border: { display: false }, grid: {},
               ticks: { callback: axis(told), maxTicksLimit: 6 } },
        },
      },
    });
    paint(chart);
    chart.update("none");
    charts.push(chart);
    for (const button of document.querySelectorAll(`[data-chart="${told.id}"]`)) {
      button.addEventListener("click", () => {
        const shown = button.getAttribute("aria-pressed") !== "true";
        button.setAttribute("aria-pressed", String(shown));
        chart.setDatasetVisibility(Number(button.dataset.series), shown);
        chart.update("none");
      });
    }
  };
  Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
  figures.forEach(draw);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);

  // On paper everything is dark on white, and as wide as the paper is.
  addEventListener("beforeprint", () => {
    root.classList.add("printing");
    repaint();
    charts.forEach((chart) => (chart.canvas.closest(".small") ? chart.resize(190, 120) : chart.resize(670, 190)));
  });
  addEventListener("afterprint", () => {
    root.classList.remove("printing");
    charts.forEach((chart) => chart.resize());
    repaint();
  });

  const said = document.getElementById("said");
  const number = /^\d+$/;
  const keyOf = (cell) => cell.dataset.n ?? cell.textContent.replaceAll(",", "");
  // Whole numbers of any length, exactly; no number comes first.
  const compare = (a, b) => {
    if (number.test(a) && number.test(b)) return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
    return number.test(a) ? 1 : number.test(b) ? -1 : a < b ? -1 : a > b ? 1 : 0;
  };
  // Ten thousand rows are laid out only for somebody who wants to see them all.
  const limited = 500;
  for (const table of document.querySelectorAll("table.sortable")) {
    const body = table.tBodies[0];
    const original = [...body.rows];
    const heads = [...table.tHead.rows[0].cells];
    const filter = document.querySelector(`[data-filter="${table.id}"]`);
    const rest = document.querySelector(`[data-rest="${table.id}"]`);
    let order = original;
    let limit = limited;
    let shown = original.slice(0, limit);
    let texts = null;
    const show = () => {
      const wanted = filter ? filter.value.trim().toLowerCase() : "";
      if (wanted && !texts) {
        texts = new Map(original.map((row) => [row, [...row.querySelectorAll(".group")].map((cell) => cell.textContent).join("\n").toLowerCase()]));
      }
      const found = wanted ? order.filter((row) => texts.get(row).includes(wanted)) : order;
      shown.forEach((row) => row.classList.add("beyond"));
      shown = found.slice(0, limit);
      const part = document.createDocumentFragment();
      for (const row of shown) {
        row.classList.remove("beyond");
        part.append(row);
      }
      body.append(part);
      if (rest) {
        rest.hidden = found.length <= limit;
        rest.firstElementChild.textContent = `${limit.toLocaleString("en")} of ${found.length.toLocaleString("en")} lines are shown.`;
      }
      return found.length;
    };
    heads.forEach((head, column) => {
      const title = head.firstElementChild;
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = title.textContent;
      head.append(button);
      button.addEventListener("click", () => {
        const first = head.classList.contains("number") ? "descending" : "ascending";
        const second = first === "ascending" ? "descending" : "ascending";
        const now = head.getAttribute("aria-sort");
        const next = now === first ? second : now === second ? null : first;
        heads.forEach((one) => one.removeAttribute("aria-sort"));
        order = original;
        if (next) {
          head.setAttribute("aria-sort", next);
          const sign = next === "ascending" ? 1 : -1;
          order = original
            .map((row, position) => ({ row, position, key: keyOf(row.cells[column]) }))
            .sort((a, b) => sign * compare(a.key, b.key) || a.position - b.position)
            .map((one) => one.row);
        }
        show();
        said.textContent = next ? `Sorted by ${title.textContent}, ${next}.` : "In the order of the report.";
      });
    });
    filter?.addEventListener("input", () => {
      const left = show().toLocaleString("en");
      said.textContent = filter.value.trim() ? `${left} of ${original.length.toLocaleString("en")} lines; the total is of all.` : "";
    });
    rest?.querySelector("button").addEventListener("click", () => {
      limit = Infinity;
      show();
      said.textContent = "All lines are shown.";
    });
  }
})();
