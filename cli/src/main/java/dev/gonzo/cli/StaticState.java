package dev.gonzo.cli;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.FieldModel;
import java.lang.reflect.AccessFlag;
import java.util.Collection;

/** Finds out whether classes keep anything from one run of a program to the next. */
final class StaticState {
  private StaticState() {}

  /**
   * Returns whether there may be state in static fields, or in fields of the constants of an enum.
   *
   * @param classes the class files
   */
  static boolean isIn(Collection<byte[]> classes) {
    return classes.stream()
        .map(bytes -> ClassFile.of().parse(bytes))
        .anyMatch(type -> type.fields().stream().anyMatch(field -> mayChange(type, field)));
  }

  private static boolean mayChange(ClassModel type, FieldModel field) {
    var flags = field.flags();
    boolean isInConstant = type.flags().has(AccessFlag.ENUM);
    if (flags.has(AccessFlag.STATIC) ? flags.has(AccessFlag.ENUM) : !isInConstant) {
      return false;
    }
    boolean isValue =
        field.fieldTypeSymbol().isPrimitive()
            || field.fieldType().equalsString("Ljava/lang/String;");
    return !flags.has(AccessFlag.SYNTHETIC) && !(flags.has(AccessFlag.FINAL) && isValue);
  }
}
