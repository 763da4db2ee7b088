package org.vimmrec.cli;

import java.awt.BasicStroke;
import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.jfree.chart.ChartFactory;
import org.jfree.chart.ChartUtils;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.StandardChartTheme;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.SymbolAxis;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.category.BarRenderer;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.chart.renderer.xy.XYErrorRenderer;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.category.DefaultCategoryDataset;
import org.jfree.data.xy.XYIntervalSeries;
import org.jfree.data.xy.XYIntervalSeriesCollection;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/** Draws the results of evaluations as PNG images. */
final class EvaluationCharts {

    private static final int WIDTH = 960;
    private static final int HEIGHT = 480;
    private static final int ROW_HEIGHT = 22;
    private static final int MARGINS = 130;

    /** A value with an interval. The numbers are null if there is no value. */
    record Bar(String name, Double value, Double low, Double high) {}

    private EvaluationCharts() {}

    /** Draws uplifts (fractions of the baseline) with their intervals. */
    static byte[] uplifts(String title, List<Bar> bars) {
        return intervals(title, "uplift of test recall over the baseline in %, 95 % interval", 100, bars);
    }

    /** Draws mean similarities with intervals of one standard deviation to each side. */
    static byte[] similarities(String title, List<Bar> bars) {
        return intervals(title, "cosine similarity, mean and one standard deviation to each side", 1, bars);
    }

    /** Draws a row per value, the first on top: a dot for the value and a line for the interval. */
    private static byte[] intervals(String title, String axis, double unit, List<Bar> bars) {
        XYIntervalSeries series = new XYIntervalSeries(title);
        String[] rows = new String[bars.size()];
        for (int n = 0; n < rows.length; n++) {
            Bar bar = bars.get(n);
            rows[n] = bar.name();
            if (bar.value() != null && bar.low() != null && bar.high() != null) {
                series.add(n, n, n, unit * bar.value(), unit * bar.low(), unit * bar.high());
            }
        }
        XYIntervalSeriesCollection data = new XYIntervalSeriesCollection();
        data.addSeries(series);
        SymbolAxis names = new SymbolAxis(null, rows);
        names.setInverted(true);
        names.setGridBandsVisible(false);
        names.setRange(-0.5, rows.length - 0.5);
        NumberAxis numbers = new NumberAxis(axis);
        numbers.setAutoRangeIncludesZero(true);
        XYErrorRenderer renderer = new XYErrorRenderer();
        renderer.setDrawXError(false);
        renderer.setErrorStroke(new BasicStroke(2));
        XYPlot plot = new XYPlot(data, names, numbers, renderer);
        plot.setOrientation(PlotOrientation.HORIZONTAL);
        plot.addRangeMarker(new ValueMarker(0, Color.DARK_GRAY, new BasicStroke(1.5f)));
        return png(
                new JFreeChart(title, JFreeChart.DEFAULT_TITLE_FONT, plot, false), MARGINS + rows.length * ROW_HEIGHT);
    }

    /**
     * Draws recall as bars side by side, for each group of users.
     *
     * @param recall by variant, then by the name of the group of users
     */
    static byte[] recallByGroup(String title, Map<String, Map<String, Double>> recall) {
        DefaultCategoryDataset data = new DefaultCategoryDataset();
        recall.forEach((variant, groups) -> groups.forEach((group, value) -> data.addValue(value, variant, group)));
        JFreeChart chart = ChartFactory.createBarChart(title, "training interactions per user", "recall", data);
        ((BarRenderer) chart.getCategoryPlot().getRenderer()).setBarPainter(new StandardBarPainter());
        return png(chart, HEIGHT);
    }

    /**
     * Draws lines.
     *
     * @param lines the points of each line, by its name; a point is x and y
     */
    static byte[] lines(String title, String xTitle, String yTitle, Map<String, double[][]> lines) {
        XYSeriesCollection data = new XYSeriesCollection();
        lines.forEach((name, points) -> {
            XYSeries series = new XYSeries(name);
            for (double[] point : points) {
                series.add(point[0], point[1]);
            }
            data.addSeries(series);
        });
        JFreeChart chart = ChartFactory.createXYLineChart(title, xTitle, yTitle, data);
        XYLineAndShapeRenderer renderer =
                (XYLineAndShapeRenderer) chart.getXYPlot().getRenderer();
        renderer.setDefaultStroke(new BasicStroke(2));
        renderer.setAutoPopulateSeriesStroke(false);
        ((NumberAxis) chart.getXYPlot().getDomainAxis()).setAutoRangeIncludesZero(false);
        ((NumberAxis) chart.getXYPlot().getRangeAxis()).setAutoRangeIncludesZero(false);
        return png(chart, HEIGHT);
    }

    /**
     * Draws points.
     *
     * @param kinds the points of each kind, by its name; a point is x and y
     */
    static byte[] points(String title, String xTitle, String yTitle, Map<String, List<double[]>> kinds) {
        XYSeriesCollection data = new XYSeriesCollection();
        kinds.forEach((name, points) -> {
            XYSeries series = new XYSeries(name);
            points.forEach(point -> series.add(point[0], point[1]));
            data.addSeries(series);
        });
        JFreeChart chart = ChartFactory.createScatterPlot(title, xTitle, yTitle, data);
        ((NumberAxis) chart.getXYPlot().getDomainAxis()).setAutoRangeIncludesZero(false);
        ((NumberAxis) chart.getXYPlot().getRangeAxis()).setAutoRangeIncludesZero(false);
        return png(chart, HEIGHT);
    }

    private static byte[] png(JFreeChart chart, int height) {
        StandardChartTheme theme = new StandardChartTheme("plain");
        theme.setPlotBackgroundPaint(Color.WHITE);
        theme.setDomainGridlinePaint(Color.LIGHT_GRAY);
        theme.setRangeGridlinePaint(Color.LIGHT_GRAY);
        theme.apply(chart);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ChartUtils.writeChartAsPNG(out, chart, WIDTH, height);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
