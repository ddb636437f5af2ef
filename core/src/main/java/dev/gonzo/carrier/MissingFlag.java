package dev.gonzo.carrier;

/** The words for a JVM that was started without the flag that the scheduler carrier needs. */
final class MissingFlag {
  private MissingFlag() {}

  /** It was asked for. */
  static String message(String why) {
    return """
    Gonzo cannot carry coroutines in this JVM: %s.
    Start it with these flags (or use ./gonzo run, which passes them):
      %s
    or let -Dgonzo.carrier=baton carry them, which needs none and is slower\
    """
        .formatted(why, flags());
  }

  /** It was not, and another one serves. */
  static String line(String why) {
    return "gonzo: %s, so the slower carrier, baton, is used; the fast one needs %s"
        .formatted(why, flags());
  }

  private static String flags() {
    Module gonzo = MissingFlag.class.getModule();
    String target = gonzo.isNamed() ? gonzo.getName() : "ALL-UNNAMED";
    return "--add-opens java.base/java.lang=%s --enable-native-access=%s".formatted(target, target);
  }
}
