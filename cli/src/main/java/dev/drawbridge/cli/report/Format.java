package dev.drawbridge.cli.report;

import dev.drawbridge.cli.verify.Result;

/** How a result is written down. */
public enum Format {
  TEXT {
    @Override
    public String of(Result result) {
      return new TextReport(result).text();
    }
  },
  JSON {
    @Override
    public String of(Result result) {
      return JsonReport.of(result);
    }
  },
  HTML {
    @Override
    public String of(Result result) {
      return HtmlReport.of(result);
    }
  };

  /** The whole report. */
  public abstract String of(Result result);
}
