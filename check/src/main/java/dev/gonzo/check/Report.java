package dev.gonzo.check;

import com.sun.source.util.SourcePositions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import javax.tools.Diagnostic;
import org.jspecify.annotations.Nullable;

/** Prints findings as the compiler's messages, without those in the baseline. */
final class Report {
  private final Context context;
  private final PluginOptions options;
  private final List<Baseline.Entry> found = new ArrayList<>();
  private final Set<String> classes = new HashSet<>();
  private @Nullable Baseline baseline;
  private Facts.@Nullable Place first;
  private boolean failed;

  Report(Context context, PluginOptions options) {
    this.context = context;
    this.options = options;
  }

  void print(List<Finding> findings, Facts facts) {
    if (baseline == null) {
      open(facts);
    }
    classes.addAll(facts.classes.keySet());
    SourcePositions positions = context.trees().getSourcePositions();
    findings.sort(
        Comparator.comparing((Finding each) -> each.unit().getSourceFile().getName())
            .thenComparingLong(each -> positions.getStartPosition(each.unit(), each.tree())));
    for (Finding finding : findings) {
      var entry = Baseline.Entry.of(finding);
      found.add(entry);
      if (baseline == null || (!options.update() && !baseline.takes(entry))) {
        print(finding);
      }
    }
    for (Facts.Note note : facts.notes) {
      warn(note.message(), note.place());
    }
    if (baseline != null && !options.update()) {
      for (Baseline.Entry stale : baseline.stale(facts.classes.keySet())) {
        warn(
            "[gonzo] the baseline has a fault that is gone; remove its line: " + stale,
            Objects.requireNonNull(facts.classes.get(stale.owner())));
      }
    }
  }

  private void open(Facts facts) {
    if (first == null && options.problem().isPresent()) {
      Facts.Place place = facts.classes.values().iterator().next();
      context
          .trees()
          .printMessage(
              Diagnostic.Kind.ERROR,
              "[gonzo] " + options.problem().get(),
              place.tree(),
              place.unit());
    }
    Optional<Path> file = options.baseline();
    if (file.isPresent() && !failed) {
      try {
        baseline = Baseline.read(file.get(), options.update());
      } catch (IOException e) {
        fail("[gonzo] the baseline cannot be read, so all faults are reported: " + e, facts);
      }
    }
    first = first == null ? facts.classes.values().iterator().next() : first;
  }

  private void fail(String message, Facts facts) {
    failed = true;
    warn(message, facts.classes.values().iterator().next());
  }

  /** Writes the baseline, if that was requested. */
  void end() {
    if (baseline != null && options.update()) {
      try {
        baseline.write(found, classes);
      } catch (IOException e) {
        warn("[gonzo] the baseline cannot be written: " + e, Objects.requireNonNull(first));
      }
    }
  }

  private void print(Finding finding) {
    Fault fault = finding.fault();
    Diagnostic.Kind kind = options.warnings() ? Diagnostic.Kind.WARNING : fault.kind();
    String message = "[" + fault.label() + "] " + finding.message();
    context.trees().printMessage(kind, message, finding.tree(), finding.unit());
  }

  private void warn(String message, Facts.Place place) {
    context.trees().printMessage(Diagnostic.Kind.WARNING, message, place.tree(), place.unit());
  }
}
