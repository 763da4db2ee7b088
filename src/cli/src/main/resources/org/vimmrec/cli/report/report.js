'use strict';
// Draws the report in #data. Text is only ever set as text, never as markup.

const report = JSON.parse(document.getElementById('data').textContent);
const DASHES = ['solid', 'dashed', 'dotted', [8, 3, 2, 3]];
const SYMBOLS = ['circle', 'rect', 'triangle', 'diamond', 'roundRect', 'pin'];
const charts = [];

/** Makes an element. Attributes that are null are left out; children are elements or text. */
function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value != null) element.setAttribute(name, value);
  }
  element.append(...children.filter(child => child != null));
  return element;
}

/** The sign of a relative difference as shown: none if it rounds to 0.0 %. */
function sign(value) {
  return Math.abs(value) < 0.0005 ? '' : value < 0 ? '−' : '+';
}

/** Keeps a percentage on one line. */
const unbroken = text => text.replaceAll(' %', '\u00a0%');

/** Text that may break after an underscore, as long names of types do. */
const breakable = text => text.split(/(?<=_)/).flatMap((piece, n) => n ? [make('wbr', {}), piece] : [piece]);

/** A paragraph or list item; what is in backticks becomes code. */
function prose(tag, attributes, text) {
  const pieces = unbroken(text).split('`');
  const whole = pieces.length % 2 === 1 ? pieces : [unbroken(text)];
  return make(tag, attributes, ...whole.map((piece, n) => n % 2 ? make('code', {}, piece) : piece));
}

function format(value, kind) {
  if (value == null) return '–';
  switch (kind) {
    case 'INTEGER': return Number(value).toLocaleString('en-US');
    case 'DECIMAL': return String(Number(Number(value).toFixed(4)));
    case 'PERCENT': return (100 * value).toFixed(1) + ' %';
    case 'CHANGE': return sign(value) + Math.abs(100 * value).toFixed(1) + ' %';
    default: return String(value);
  }
}

/** Formats the cells of a column; decimal numbers get equally many digits. */
function formatter(table, c) {
  const kind = table.columns[c].format;
  if (kind !== 'DECIMAL') return value => format(value, kind);
  const digits = Math.max(0, ...table.rows.map(row => (format(row[c], kind).split('.')[1] ?? '').length));
  return value => value == null ? '–' : Number(value).toFixed(digits);
}

// ---- Tables

/** The columns to show: not those that are empty, and, in long tables, not those that are equal in all rows. */
function shownColumns(table) {
  const shown = [], constant = [];
  table.columns.forEach((column, c) => {
    const values = new Set(table.rows.map(row => row[c]).filter(value => value != null));
    if (values.size > 1 || (values.size === 1 && table.rows.length <= 12)) shown.push(c);
    else if (values.size === 1) constant.push(column.title + ' ' + format([...values][0], column.format));
  });
  return {shown, constant};
}

function tableElement(table, sortable) {
  const {shown, constant} = shownColumns(table);
  const caption = table.caption + (constant.length ? '. In all rows: ' + constant.join(', ') : '') + '.';
  const body = make('tbody');
  const headers = shown.map(c => {
    const column = table.columns[c];
    const number = column.format === 'TEXT' ? null : 'number';
    const title = sortable ? make('button', {type: 'button', class: 'sort'}, column.title) : column.title;
    const header = make('th', {scope: 'col', class: number}, title);
    if (sortable) title.addEventListener('click', () => sort(c, header));
    return header;
  });
  const formats = table.columns.map((column, c) => formatter(table, c));
  const rows = table.rows.map((row, r) => {
    const element = make('tr', {class: r === table.highlighted ? 'best' : null});
    shown.forEach((c, position) => {
      const number = table.columns[c].format === 'TEXT' ? null : 'number';
      const text = formats[c](row[c]);
      const mark = r === table.highlighted && position === 0 ? '★ ' : '';
      element.append(make('td', {class: number}, mark + text));
    });
    body.append(element);
    return {row, element};
  });

  function sort(c, header) {
    const ascending = header.getAttribute('aria-sort') === 'descending';
    headers.forEach(each => each.removeAttribute('aria-sort'));
    header.setAttribute('aria-sort', ascending ? 'ascending' : 'descending');
    rows.sort((one, other) => {
      const a = one.row[c], b = other.row[c];
      if (a == null || b == null) return (a == null) - (b == null);
      const order = typeof a === 'number' ? a - b : String(a).localeCompare(String(b));
      return ascending ? order : -order;
    });
    body.append(...rows.map(each => each.element));
  }

  const element = make('table', {}, make('caption', {}, caption), make('thead', {}, make('tr', {}, ...headers)), body);
  const scroll = make('div', {class: 'scroll', tabindex: 0, role: 'region', 'aria-label': table.caption}, element);
  return {scroll, rows};
}

/** A table that can be sorted, and filtered if it is long. */
function fullTable(table) {
  const {scroll, rows} = tableElement(table, true);
  const card = make('div', {class: 'card wide-table'});
  if (rows.length > 10) {
    const input = make('input', {type: 'search', id: 'filter-' + table.id});
    const count = make('span', {class: 'soft', role: 'status'}, rows.length + ' rows');
    input.addEventListener('input', () => {
      const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      let visible = 0;
      rows.forEach(({element}) => {
        const text = [...element.cells].map(cell => cell.textContent).join(' ').toLowerCase();
        element.hidden = !words.every(word => text.includes(word));
        visible += element.hidden ? 0 : 1;
      });
      count.textContent = visible + ' of ' + rows.length + ' rows';
    });
    card.append(make('div', {class: 'filter'}, make('label', {for: input.id}, 'Filter'), input, count));
  }
  card.append(scroll);
  return card;
}

// ---- Charts

function colours() {
  const style = getComputedStyle(document.documentElement);
  const colour = name => style.getPropertyValue('--' + name).trim();
  return {
    ink: colour('ink'), soft: colour('soft'), grid: colour('grid'), line: colour('line'), card: colour('card'),
    series: ['c1', 'c2', 'c3', 'c4', 'c5', 'c6', 'c7', 'c8'].map(colour),
  };
}

/** The columns that a chart draws, by their part: the index in a row, its title and its format. */
function parts(chart) {
  const found = {};
  for (const [part, name] of Object.entries(chart.encoding)) {
    const c = chart.table.columns.findIndex(column => column.name === name);
    if (name != null && c >= 0) found[part] = {c, ...chart.table.columns[c]};
  }
  return found;
}

const unique = values => [...new Set(values)];

function tooltipElement(chart, row) {
  const box = make('div', {});
  chart.table.columns.forEach((column, c) => {
    if (row[c] == null) return;
    const line = make('div', {}, column.title + ': ', make('b', {}, format(row[c], column.format)));
    box.append(line);
  });
  return box;
}

const measure = document.createElement('canvas').getContext('2d');
function textWidth(text) {
  measure.font = '12px sans-serif';
  return measure.measureText(text).width;
}

/** How many lines the legend takes. */
function legendLines(names, width) {
  let lines = 1, used = 0;
  for (const name of names) {
    const wanted = textWidth(name) + 58;
    if (used > 0 && used + wanted > width) { lines++; used = 0; }
    used += wanted;
  }
  return lines;
}

function axis(theme, title, extra) {
  return {
    name: title, nameLocation: 'middle', nameTextStyle: {color: theme.soft, fontSize: 12},
    axisLine: {lineStyle: {color: theme.line}}, axisTick: {show: false},
    axisLabel: {color: theme.soft, fontSize: 12, hideOverlap: true},
    splitLine: {lineStyle: {color: theme.grid}}, ...extra,
  };
}

function valueAxis(theme, part, extra) {
  const kind = part.format;
  const tick = kind === 'CHANGE' ? value => sign(value) + Number(Math.abs(100 * value).toFixed(1)) + ' %'
    : kind === 'PERCENT' ? value => Number((100 * value).toFixed(1)) + ' %'
    : value => kind === 'INTEGER' ? Math.abs(value) >= 10000 ? value / 1000 + 'k' : value.toLocaleString('en-US') : String(Number(value.toPrecision(4)));
  const {axisLabel, ...rest} = extra ?? {};
  return axis(theme, part.title, {
    type: 'value', axisLabel: {color: theme.soft, fontSize: 12, hideOverlap: true, formatter: tick, ...axisLabel}, ...rest,
  });
}

function baseOption(chart, theme, names, width) {
  const lines = names.length > 1 ? legendLines(names, width) : 0;
  return {
    animation: false, backgroundColor: 'transparent', color: theme.series,
    textStyle: {fontFamily: 'system-ui, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif', color: theme.ink},
    grid: {left: 72, right: 20, top: 16 + 24 * lines, bottom: 48},
    legend: {
      show: lines > 0, data: names, top: 0, left: 0, itemWidth: 26, itemGap: 16, padding: 0,
      textStyle: {color: theme.ink, fontSize: 12}, inactiveColor: theme.line,
    },
    tooltip: {
      trigger: 'item', confine: true, backgroundColor: theme.card, borderColor: theme.line,
      textStyle: {color: theme.ink, fontSize: 12},
      formatter: item => item.data?.row ? tooltipElement(chart, item.data.row) : '',
    },
  };
}

/** An axis with a name for each category; a few names are all shown, on several lines if they must. */
function categoryAxis(theme, title, categories, width) {
  const few = categories.length <= 6;
  return axis(theme, title, {
    type: 'category', data: categories.map(String), nameGap: few && width < 480 ? 42 : 30, splitLine: {show: false},
    axisLabel: {
      color: theme.soft, fontSize: 12, hideOverlap: !few, interval: few ? 0 : 'auto',
      width: few ? (width - 100) / categories.length : null, overflow: 'break',
    },
  });
}

/** An axis from a multiple of a round step to another, around all values. */
function roundAxis(values, steps) {
  const least = Math.min(...values), most = Math.max(...values);
  const raw = (most - least || Math.abs(most) || 1) / steps;
  const unit = 10 ** Math.floor(Math.log10(raw));
  const interval = unit * [1, 2, 5, 10].find(factor => factor * unit >= raw * 0.999);
  const round = value => Number(value.toPrecision(12));
  return {
    min: round(interval * Math.floor(round(least / interval))), max: round(interval * Math.ceil(round(most / interval))), interval,
  };
}

const zeroLine = (theme, direction) => ({
  silent: true, symbol: 'none', animation: false, label: {show: false},
  lineStyle: {color: theme.soft, type: 'solid', width: 1.5}, data: [{[direction]: 0}],
});

function lines(chart, theme, width) {
  const p = parts(chart);
  const names = unique(chart.table.rows.map(row => row[p.series.c]));
  const at = row => chart.logarithmic ? Math.log10(row[p.x.c]) : row[p.x.c];
  const option = baseOption(chart, theme, names, width);
  const xs = unique(chart.table.rows.map(at)).sort((a, b) => a - b);
  const padding = 0.04 * (xs[xs.length - 1] - xs[0] || 1);
  const relative = p.y.format === 'CHANGE';
  option.yAxis = valueAxis(theme, p.y, {nameGap: 54});
  option.xAxis = valueAxis(theme, {...p.x, format: 'DECIMAL'}, {
    nameGap: 28, min: xs[0] - padding, max: xs[xs.length - 1] + padding, splitLine: {show: false},
    axisLabel: {show: !chart.logarithmic, formatter: value => String(Math.round(value)), showMinLabel: false, showMaxLabel: false},
  });
  option.series = names.map((name, n) => ({
    name, type: 'line', z: 3, symbol: SYMBOLS[n % SYMBOLS.length], symbolSize: 8, connectNulls: false,
    itemStyle: {borderType: 'solid'}, lineStyle: {width: 2, type: DASHES[Math.floor(n) % DASHES.length]}, emphasis: {focus: 'series'},
    data: chart.table.rows.filter(row => row[p.series.c] === name).map(row => ({value: [at(row), row[p.y.c]], row})),
  }));
  if (chart.logarithmic) {
    // The tested values in place of ticks: ECharts chooses its own on a logarithmic axis.
    option.series[0].markLine = {
      silent: true, symbol: 'none', animation: false, precision: 9, lineStyle: {color: theme.grid, type: 'solid', width: 1},
      data: xs.map(x => ({xAxis: x, label: {
        position: 'start', color: theme.soft, fontSize: 12, distance: 6, formatter: String(Number((10 ** x).toPrecision(6))),
      }})),
    };
  }
  if (relative) {
    option.series.push({type: 'line', data: [], markLine: zeroLine(theme, 'yAxis')});
  }
  const best = chart.table.rows[chart.table.highlighted];
  const values = chart.table.rows.map(row => row[p.y.c]).filter(v => v != null);
  if (best) {
    const n = names.indexOf(best[p.series.c]);
    const band = chart.table.rows.filter(row => row[p.series.c] === names[n] && row[p.low?.c] != null && row[p.high.c] != null);
    const ends = [...band.map(row => [at(row), row[p.high.c]]), ...band.map(row => [at(row), row[p.low.c]]).reverse()];
    option.series.push({
      type: 'custom', silent: true, z: 1, data: band.length > 1 ? [[at(best), best[p.y.c]]] : [], clip: true,
      renderItem: (params, api) => ({
        type: 'polygon', shape: {points: ends.map(end => api.coord(end))}, style: {fill: theme.series[n], opacity: 0.16},
      }),
    });
    option.series.push({
      type: 'scatter', silent: true, z: 4, symbol: 'circle', symbolSize: 18, data: [[at(best), best[p.y.c]]],
      itemStyle: {color: 'transparent', borderColor: theme.ink, borderWidth: 2},
    });
    values.push(...band.flatMap(row => [row[p.low.c], row[p.high.c]]));
  }
  Object.assign(option.yAxis, roundAxis(relative ? [...values, 0] : values, 6));
  return {option, height: 340 + option.grid.top};
}

/** A whisker with a dot, vertical or horizontal. */
function whisker(theme, colour, horizontal, bounds, offset, symbol) {
  return (params, api) => {
    const [position, value, low, high] = [0, 1, 2, 3].map(c => api.value(c));
    const clamp = v => Math.min(bounds.max, Math.max(bounds.min, v));
    const point = v => {
      const [x, y] = api.coord(horizontal ? [v, position] : [position, v]);
      return horizontal ? [x, y + offset] : [x + offset, y];
    };
    const style = {stroke: colour, lineWidth: 2, fill: colour};
    const children = [];
    if (Number.isFinite(low) && Number.isFinite(high)) {
      const [x1, y1] = point(clamp(low)), [x2, y2] = point(clamp(high));
      children.push({type: 'line', shape: {x1, y1, x2, y2}, style});
      for (const [end, cut, sign] of [[low, low < bounds.min, -1], [high, high > bounds.max, 1]]) {
        const [x, y] = point(clamp(end));
        if (cut) {
          const tip = sign * 7;
          children.push({type: 'polygon', shape: {points: [[x + tip, y], [x, y - 5], [x, y + 5]]}, style});
          children.push({type: 'text', style: {
            text: format(end, bounds.format), x, y: y - 8, fill: theme.soft, fontSize: 11,
            textAlign: sign > 0 ? 'right' : 'left', textVerticalAlign: 'bottom',
          }});
        } else {
          children.push({type: 'line', style, shape: horizontal ? {x1: x, y1: y - 4, x2: x, y2: y + 4} : {x1: x - 4, y1: y, x2: x + 4, y2: y}});
        }
      }
    }
    if (Number.isFinite(value)) {
      const [x, y] = point(clamp(value));
      children.push(symbol === 0
        ? {type: 'circle', shape: {cx: x, cy: y, r: 5}, style: {...style, stroke: theme.card}}
        : {type: 'rect', shape: {x: x - 5, y: y - 5, width: 10, height: 10}, style: {...style, stroke: theme.card}});
    }
    return {type: 'group', children};
  };
}

const NO_BOUNDS = {min: -Infinity, max: Infinity};

function dots(chart, theme, width) {
  const p = parts(chart);
  const names = unique(chart.table.rows.map(row => row[p.series.c]));
  const categories = unique(chart.table.rows.map(row => row[p.x.c]));
  const option = baseOption(chart, theme, names, width);
  const ends = chart.table.rows.flatMap(row => [row[p.y.c], row[p.low?.c], row[p.high?.c]]).filter(v => v != null);
  option.yAxis = valueAxis(theme, p.y, {nameGap: 54, ...roundAxis([...ends, 0], 6)});
  option.xAxis = categoryAxis(theme, p.x.title, categories, width);
  option.grid.bottom = width < 480 ? 60 : 48;
  option.series = names.map((name, n) => ({
    name, type: 'custom', itemStyle: {color: theme.series[n]},
    renderItem: whisker(theme, theme.series[n], false, NO_BOUNDS, 14 * (n - (names.length - 1) / 2), n % 2),
    data: chart.table.rows.filter(row => row[p.series.c] === name)
      .map(row => ({value: [categories.indexOf(row[p.x.c]), row[p.y.c], row[p.low?.c], row[p.high?.c]], row})),
  }));
  option.legend.data = names.map((name, n) => ({name, icon: n % 2 ? 'rect' : 'circle'}));
  option.legend.itemWidth = 12;
  option.legend.itemHeight = 11;
  return {option, height: 320 + option.grid.top};
}

/** Where to cut the axis, so that one long interval does not squash the others: two typical lengths beyond all dots. */
function intervalBounds(rows, p) {
  const values = rows.map(row => row[p.y.c]).filter(v => v != null);
  const lengths = rows.map(row => row[p.high?.c] - row[p.low?.c]).filter(Number.isFinite).sort((a, b) => a - b);
  const typical = lengths[Math.floor(lengths.length / 2)] ?? 0;
  const ends = rows.flatMap(row => [row[p.low?.c], row[p.high?.c]]).filter(v => v != null);
  const least = Math.min(0, ...values), most = Math.max(0, ...values);
  const min = Math.max(least - 1.5 * typical, Math.min(least, ...ends)), max = Math.min(most + 1.5 * typical, Math.max(most, ...ends));
  const pad = 0.02 * (max - min);
  return {...roundAxis([min - pad, max + pad], 6), format: p.y.format};
}

function intervals(chart, theme, width) {
  const p = parts(chart);
  const rows = chart.table.rows;
  const names = rows.map(row => row[p.x.c]);
  const bounds = intervalBounds(rows, p);
  const inner = {...bounds, min: bounds.min + 0.01 * (bounds.max - bounds.min), max: bounds.max - 0.01 * (bounds.max - bounds.min)};
  const cut = rows.some(row => row[p.low?.c] < inner.min || row[p.high?.c] > inner.max);
  const option = baseOption(chart, theme, [], width);
  const labels = Math.min(0.44 * width, Math.max(...names.map(textWidth)) + 14);
  option.grid = {left: labels + 6, right: 24, top: 8, bottom: 48};
  option.yAxis = axis(theme, '', {
    type: 'category', inverse: true, data: rows.map((row, r) => r), splitLine: {show: false},
    axisLabel: {color: theme.ink, fontSize: 12, width: labels - 8, overflow: 'break', lineHeight: 14, interval: 0, formatter: r => names[r]},
  });
  option.xAxis = valueAxis(theme, p.y, {nameGap: 28, min: bounds.min, max: bounds.max, interval: bounds.interval});
  option.series = [{
    type: 'custom', renderItem: whisker(theme, theme.series[0], true, inner, 0, 0), markLine: zeroLine(theme, 'xAxis'),
    data: rows.map((row, r) => ({value: [r, row[p.y.c], row[p.low?.c], row[p.high?.c]], row})),
    encode: {x: [1, 2, 3], y: 0},
  }];
  return {
    option, height: 70 + rows.length * (Math.max(...names.map(textWidth)) > labels ? 42 : 34),
    note: cut ? 'An arrow marks an interval that goes on beyond the chart; the number says how far.' : null,
  };
}

function points(chart, theme, width) {
  const p = parts(chart);
  const names = unique(chart.table.rows.map(row => row[p.series.c]));
  const option = baseOption(chart, theme, names, width);
  option.xAxis = valueAxis(theme, p.x, {nameGap: 28, scale: true, splitLine: {show: false}});
  option.yAxis = valueAxis(theme, p.y, {nameGap: 54, scale: true});
  option.series = names.map((name, n) => ({
    name, type: 'scatter', symbol: SYMBOLS[n % SYMBOLS.length], symbolSize: 11,
    itemStyle: {color: theme.series[n], opacity: 0.85, borderColor: theme.card, borderWidth: 1},
    data: chart.table.rows.filter(row => row[p.series.c] === name).map(row => ({value: [row[p.x.c], row[p.y.c]], row})),
  }));
  option.legend.itemWidth = 14;
  option.legend.itemHeight = 12;
  const best = chart.table.rows[chart.table.highlighted];
  if (best) {
    option.series.push({
      type: 'scatter', silent: true, z: 4, symbol: 'circle', symbolSize: 20, data: [[best[p.x.c], best[p.y.c]]],
      itemStyle: {color: 'transparent', borderColor: theme.ink, borderWidth: 2},
    });
  }
  return {option, height: 320 + option.grid.top};
}

function bars(chart, theme, width) {
  const p = parts(chart);
  const series = p.series ? unique(chart.table.rows.map(row => row[p.series.c])) : [p.y.title];
  const categories = unique(chart.table.rows.map(row => row[p.x.c]));
  const option = baseOption(chart, theme, series, width);
  option.xAxis = categoryAxis(theme, p.x.title, categories, width);
  option.grid.bottom = width < 480 ? 60 : 48;
  option.yAxis = valueAxis(theme, p.y, {nameGap: 54});
  option.series = series.map((name, n) => ({
    name, type: 'bar', barMaxWidth: 44, barGap: '12%', itemStyle: {color: theme.series[n], borderRadius: [3, 3, 0, 0],
      decal: n % 2 ? {symbol: 'rect', dashArrayX: [1, 0], dashArrayY: [3, 5], rotation: -Math.PI / 4, color: theme.card} : null},
    data: chart.table.rows.filter(row => !p.series || row[p.series.c] === name)
      .map(row => ({value: [categories.indexOf(row[p.x.c]), row[p.y.c]], row})),
  }));
  return {option, height: 280 + option.grid.top};
}

const KINDS = {LINES: lines, DOTS: dots, INTERVALS: intervals, POINTS: points, BARS: bars};

function figure(chart) {
  const box = make('div', {class: 'chart', role: 'img', 'aria-label': chart.title + '. ' + chart.description + ' The table below has the data.'});
  const note = make('p', {class: 'cut', hidden: ''});
  const card = make('figure', {class: 'card'},
    make('figcaption', {}, make('h3', {}, chart.title), make('p', {}, chart.description)), box, note,
    make('details', {}, make('summary', {}, 'Data: ' + chart.title), tableElement(chart.table, false).scroll));
  charts.push({chart, box, note});
  return card;
}

function draw(entry) {
  const width = entry.box.clientWidth;
  if (width === 0) return;
  const drawn = KINDS[entry.chart.kind](entry.chart, colours(), width);
  entry.box.style.height = drawn.height + 'px';
  entry.note.hidden = drawn.note == null;
  entry.note.textContent = drawn.note ?? '';
  entry.width = width;
  entry.instance ??= echarts.init(entry.box, null, {renderer: 'svg'});
  entry.instance.resize();
  entry.instance.setOption(drawn.option, true);
}

/** The charts as drawn, for files: id, SVG text and place on the page. */
function vimmrecCharts() {
  return charts.map(({chart, box, instance}) => {
    const place = box.getBoundingClientRect();
    return {
      id: chart.table.id, svg: instance.renderToSVGString(),
      box: {x: place.x + scrollX, y: place.y + scrollY, width: place.width, height: place.height, scale: 1},
    };
  });
}

// ---- The page

function verdictElement(verdict) {
  const mark = {YES: '✓', UNCERTAIN: '~', NO: '✕'}[verdict.state];
  const box = make('div', {class: 'card verdict ' + verdict.state},
    make('h2', {id: 'verdict'}, make('span', {'aria-hidden': 'true'}, mark), make('span', {}, verdict.headline)));
  const figures = make('dl', {class: 'figures'});
  verdict.figures.forEach(({label, value, note}) => figures.append(make('div', {},
    make('dt', {}, label), make('dd', {class: 'value'}, unbroken(value)), make('dd', {class: 'note'}, ...breakable(unbroken(note))))));
  box.append(figures, prose('p', {}, verdict.text));
  if (verdict.notices.length) {
    box.append(make('h3', {}, 'What to know'),
      make('ul', {class: 'notices'}, ...verdict.notices.map(notice => prose('li', {}, notice))));
  }
  if (verdict.cypher) box.append(cypherElement(verdict.cypher));
  return box;
}

function cypherElement(cypher) {
  const button = make('button', {type: 'button', class: 'copy'}, 'Copy');
  const code = make('pre', {tabindex: 0, role: 'region', 'aria-label': 'Cypher'}, cypher);
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(cypher);
      button.textContent = 'Copied';
    } catch (refused) {
      getSelection().selectAllChildren(code);
      button.textContent = 'Press Ctrl-C';
    }
    setTimeout(() => { button.textContent = 'Copy'; }, 2000);
  });
  return make('div', {class: 'cypher'}, make('h3', {}, 'Cypher to run'), code, button);
}

function build() {
  document.title = report.title + ' ' + report.subtitle;
  const nav = make('nav', {'aria-label': 'Sections'}, make('ul', {},
    ...report.sections.map(section => make('li', {}, make('a', {href: '#' + section.id}, section.heading)))));
  document.getElementById('header').append(
    make('h1', {}, report.title), make('p', {class: 'subtitle'}, report.subtitle), nav);
  const main = document.getElementById('main');
  main.append(verdictElement(report.verdict));
  for (const section of report.sections) {
    const element = make('section', {id: section.id, 'aria-labelledby': section.id + '-heading'},
      make('h2', {id: section.id + '-heading'}, section.heading),
      section.text ? make('p', {class: 'soft'}, section.text) : null);
    if (section.charts.length) element.append(make('div', {class: 'charts'}, ...section.charts.map(figure)));
    section.tables.forEach(table => element.append(fullTable(table)));
    main.append(element);
  }
  const facts = make('dl', {});
  report.facts.forEach(({label, value}) => facts.append(make('dt', {}, label), make('dd', {}, value)));
  const glossary = make('dl', {});
  Object.entries(report.glossary).forEach(([term, meaning]) => glossary.append(make('dt', {}, term), make('dd', {}, meaning)));
  document.getElementById('footer').append(make('div', {},
    make('div', {}, make('h2', {}, 'How this report was made'), facts),
    make('div', {}, make('h2', {}, 'Glossary'), glossary)));
}

build();
charts.forEach(draw);
const widths = new ResizeObserver(() => charts.forEach(entry => entry.box.clientWidth !== entry.width && draw(entry)));
charts.forEach(({box}) => widths.observe(box));
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => charts.forEach(draw));
// Paper is white. Before the first event the page still has the colours of the screen, and at the second the width of paper.
const print = on => { document.documentElement.classList.toggle('printing', on); charts.forEach(draw); };
addEventListener('beforeprint', () => print(true));
addEventListener('afterprint', () => print(false));
matchMedia('print').addEventListener('change', () => charts.forEach(draw));
document.documentElement.dataset.drawn = 'yes';
