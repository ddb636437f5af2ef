package dev.gonzo.http.server;

import java.util.List;
import java.util.function.Consumer;

/** The observers of a server. One that throws is logged once. */
final class ServerObservers {
  private static final System.Logger LOG = System.getLogger("dev.gonzo.http");

  private final List<ExchangeObserver> all;
  private boolean isReported;

  ServerObservers(List<ExchangeObserver> all) {
    this.all = all;
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  void each(Consumer<ExchangeObserver> call) {
    for (ExchangeObserver observer : all) {
      try {
        call.accept(observer);
      } catch (Throwable failure) {
        report(observer, failure);
      }
    }
  }

  private void report(ExchangeObserver observer, Throwable failure) {
    if (!isReported) {
      isReported = true;
      LOG.log(
          System.Logger.Level.WARNING,
          "the observer " + observer + " failed; other failures are not logged",
          failure);
    }
  }
}
