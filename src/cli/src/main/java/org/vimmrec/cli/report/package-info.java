/**
 * Reports as data ({@link org.vimmrec.cli.report.ReportDocument}), and what draws them: the page, its charts as
 * pictures, and tables as comma-separated values.
 */
package org.vimmrec.cli.report;
