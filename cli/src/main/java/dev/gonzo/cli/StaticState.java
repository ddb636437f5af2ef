package dev.gonzo.cli;

import java.lang.classfile.ClassFile;
import java.lang.classfile.FieldModel;
import java.lang.reflect.AccessFlag;
import java.util.Collection;

/** Finds out whether classes keep anything from one run of a program to the next. */
final class StaticState {
  private StaticState() {}

  /**
   * Returns whether there may be state in static fields.
   *
   * @param classes the class files
   */
  static boolean isIn(Collection<byte[]> classes) {
    return classes.stream()
        .flatMap(bytes -> ClassFile.of().parse(bytes).fields().stream())
        .anyMatch(StaticState::mayChange);
  }

  private static boolean mayChange(FieldModel field) {
    var flags = field.flags();
    if (!flags.has(AccessFlag.STATIC) || flags.has(AccessFlag.ENUM)) {
      return false;
    }
    boolean isValue =
        field.fieldTypeSymbol().isPrimitive()
            || field.fieldType().equalsString("Ljava/lang/String;");
    return !flags.has(AccessFlag.SYNTHETIC) && !(flags.has(AccessFlag.FINAL) && isValue);
  }
}
