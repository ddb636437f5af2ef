package dev.gonzo.carrier;

/** The words for a JVM that was started without the flag that the carrier needs. */
final class MissingFlag {
  private MissingFlag() {}

  static String message(String why) {
    Module gonzo = MissingFlag.class.getModule();
    String target = gonzo.isNamed() ? gonzo.getName() : "ALL-UNNAMED";
    return """
    Gonzo cannot carry coroutines in this JVM: %s.
    Start it with these flags (or use ./gonzo run, which passes them):
      --add-opens java.base/java.lang=%s --enable-native-access=%s\
    """
        .formatted(why, target, target);
  }
}
