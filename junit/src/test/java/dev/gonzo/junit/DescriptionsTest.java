package dev.gonzo.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.trap.Trap;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which traps open what a test must close. */
class DescriptionsTest {
  @Test
  void each_trap_that_opens_something_says_what() throws ReflectiveOperationException {
    Map<String, String> described = new LinkedHashMap<>();
    for (Class<?> type : records(Trap.class).toList()) {
      String description = Descriptions.of(make(type));
      if (description != null) {
        described.put(type.getSimpleName(), description);
      }
    }
    assertThat(described)
        .containsOnlyKeys(
            "Accept",
            "Connect",
            "Listen",
            "OpenDatagrams",
            "OpenPair",
            "OpenFile",
            "OpenDirectory",
            "OpenWatch",
            "OpenSignals",
            "StartProcess")
        .containsEntry("OpenDatagrams", "a datagram socket")
        .containsEntry("OpenSignals", "a signal handler for one")
        .containsEntry("StartProcess", "one");
  }

  private static Stream<Class<?>> records(Class<?> type) {
    return type.isSealed()
        ? Arrays.stream(type.getPermittedSubclasses()).flatMap(DescriptionsTest::records)
        : Stream.of(type);
  }

  private static Trap<?> make(Class<?> type) throws ReflectiveOperationException {
    Class<?>[] types =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    Object[] values = Arrays.stream(types).map(DescriptionsTest::nothing).toArray();
    return (Trap<?>) type.getDeclaredConstructor(types).newInstance(values);
  }

  private static Object nothing(Class<?> type) {
    if (type == boolean.class) {
      return false;
    } else if (type == int.class) {
      return 0;
    } else if (type == List.class) {
      return List.of("one");
    }
    return type == long.class ? 0L : null;
  }
}
