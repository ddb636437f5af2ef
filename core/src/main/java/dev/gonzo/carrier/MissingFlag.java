package dev.gonzo.carrier;

/**
 * The messages for a JVM in which the scheduler carrier cannot work: it was started without the
 * flag, or its JDK differs from those that Gonzo knows.
 */
final class MissingFlag {
  private static final String OTHER_JDK = "JDK 25, or a newer version of Gonzo";

  private MissingFlag() {}

  /** The message if the scheduler carrier was requested. */
  static String message(String why) {
    if (VirtualThreads.areOfAnotherJdk()) {
      return "Gonzo cannot run coroutines in this JVM: %s. Use %s, or -Dgonzo.carrier=baton"
          .formatted(why, OTHER_JDK);
    }
    return """
    Gonzo cannot run coroutines in this JVM: %s.
    Start it with these flags (or use ./gonzo run, which passes them):
      %s
    or choose the slower carrier, which needs no flags: -Dgonzo.carrier=baton\
    """
        .formatted(why, flags());
  }

  /** The line to print if it was not requested and the baton carrier is used instead. */
  static String line(String why) {
    return "gonzo: %s, so the slower carrier, baton, is used; the fast one needs %s"
        .formatted(why, VirtualThreads.areOfAnotherJdk() ? OTHER_JDK : flags());
  }

  private static String flags() {
    Module gonzo = MissingFlag.class.getModule();
    String target = gonzo.isNamed() ? gonzo.getName() : "ALL-UNNAMED";
    return "--add-opens java.base/java.lang=%s --enable-native-access=%s".formatted(target, target);
  }
}
