package dev.gonzo.durable;

import dev.gonzo.durable.journal.Journal;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Objects;
import java.util.function.Supplier;

/** Makes a journal slow or broken at some of its methods. */
final class HookedJournal {
  private HookedJournal() {}

  /** What happens before or after a method. */
  @FunctionalInterface
  interface Hook {
    void at(String method) throws Exception;
  }

  static Journal of(Journal journal, Hook before, Hook after) {
    return of(() -> journal, before, after);
  }

  static Journal of(Supplier<? extends Journal> journal, Hook before, Hook after) {
    return (Journal)
        Proxy.newProxyInstance(
            HookedJournal.class.getClassLoader(),
            new Class<?>[] {Journal.class},
            (_, method, arguments) -> {
              before.at(method.getName());
              try {
                Object answer = method.invoke(journal.get(), arguments);
                after.at(method.getName());
                return answer;
              } catch (InvocationTargetException thrown) {
                throw Objects.requireNonNull(thrown.getCause());
              }
            });
  }
}
