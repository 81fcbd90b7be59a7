package dev.drawbridge.cli.audit;

import dev.drawbridge.audit.record.Event;
import dev.drawbridge.cli.entries.Bound;
import dev.drawbridge.cli.entries.Listing;
import dev.drawbridge.cli.entries.Selection;
import dev.drawbridge.cli.failure.CommandFailure;
import dev.drawbridge.cli.failure.ExitCode;
import dev.drawbridge.cli.input.LogFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code audit show}. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = {
      "Lists the entries of a log, one a line: index, time and event, which stand in the clear; with"
          + " --kek their records too.",
      "It checks nothing: run audit verify before you rely on what it lists."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:listed",
      "1:there is no such entry",
      "2:the command line is wrong",
      "3:a file cannot be read, or is not what it should be",
      "4:a defect of this program"
    },
    footerHeading = "%nExample:%n",
    footer = {
      "  kubectl drawbridge audit show ./log --event inference.denied --kek kek",
      "  kubectl drawbridge audit show ./log --from 2026-11-28T12:00:00Z --to 2026-11-28T13:00:00Z"
    })
final class ShowCommand implements Callable<Integer> {

  /** What it writes. */
  enum As {
    TEXT,
    JSON
  }

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "DIR", description = "The folder of the log.")
  private Path folder = Path.of("");

  @Option(names = "--seq", paramLabel = "N", description = "That entry only, by its index from 0.")
  private @Nullable Long index;

  @Option(
      names = "--from",
      paramLabel = "N|TIME",
      description = "From that index or time on, like 2026-11-28T12:00:00Z.")
  private @Nullable String from;

  @Option(
      names = "--to",
      paramLabel = "N|TIME",
      description = "Up to that index or time, which is included.")
  private @Nullable String to;

  @Option(
      names = "--event",
      paramLabel = "EVENT",
      description = "Only entries of that event, such as inference.denied.")
  private @Nullable String event;

  @Mixin private RecordKeyOption keks = new RecordKeyOption();

  @Option(
      names = "--format",
      defaultValue = "text",
      paramLabel = "text|json",
      description =
          "How entries are written; default ${DEFAULT-VALUE}. As json: one object a line.")
  private As format = As.TEXT;

  @Override
  public Integer call() {
    Listing listing =
        new Listing(selection(), keks.keys(), format == As.JSON, spec.commandLine().getOut());
    try {
      listing.of(LogFolder.at(folder).storage());
    } catch (IOException e) {
      throw CommandFailure.unreadable(folder, e);
    }
    if (index != null && listing.listed() == 0) {
      throw CommandFailure.notSo("--seq", "there is no entry " + index, "ask for a lower one");
    }
    if (listing.sealed() > 0) {
      spec.commandLine()
          .getErr()
          .println(
              "note: %d records could not be opened; audit verify --kek says why"
                  .formatted(listing.sealed()));
    }
    return ExitCode.WELL.number();
  }

  private Selection selection() {
    if (index == null) {
      return new Selection(
          bound("--from", from, Bound.BEGIN), bound("--to", to, Bound.END), event());
    }
    if (from != null || to != null) {
      throw CommandFailure.usage(
          "--seq", "it cannot be had together with --from and --to", "leave one out");
    }
    if (index < 0) {
      throw CommandFailure.usage("--seq", index + " is below 0", "entries count from 0");
    }
    Bound only = new Bound(index, false);
    return new Selection(only, only, event());
  }

  private static Bound bound(String option, @Nullable String text, Bound otherwise) {
    if (text == null) {
      return otherwise;
    }
    try {
      return Bound.parse(text);
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage(
          option, "%s is %s".formatted(text, e.getMessage()), "write it like one of these");
    }
  }

  private Optional<Event> event() {
    if (event == null) {
      return Optional.empty();
    }
    Optional<Event> named =
        Stream.of(Event.values()).filter(known -> known.text().equals(event)).findFirst();
    if (named.isEmpty()) {
      throw CommandFailure.usage(
          "--event",
          "'%s' is no event".formatted(event),
          "there are "
              + Stream.of(Event.values()).map(Event::text).collect(Collectors.joining(", ")));
    }
    return named;
  }
}
