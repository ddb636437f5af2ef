package dev.gonzo.check;

import java.util.Objects;
import java.util.stream.Collectors;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;

/** The names of elements: in messages, in baselines, and in class files. */
final class Names {
  private final Elements elements;
  private final Types types;

  Names(Elements elements, Types types) {
    this.elements = elements;
    this.types = types;
  }

  /** A call in a message: {@code sleep()}, {@code Socket.receive()}, {@code new Store()}. */
  static String call(Element callee) {
    Element type = Objects.requireNonNull(callee.getEnclosingElement());
    String owner = type.getSimpleName().toString();
    // Of the JDK's types: one's own are in sight.
    if (type.getEnclosingElement() instanceof TypeElement outer
        && Context.isJdk(outer.getQualifiedName().toString())) {
      owner = outer.getSimpleName() + "." + owner;
    }
    if (callee.getKind() == ElementKind.CONSTRUCTOR) {
      return "new " + (owner.isEmpty() ? "(anonymous)" : owner) + "()";
    }
    String name = callee.getSimpleName().toString();
    if (!(callee instanceof ExecutableElement)) {
      return owner + "." + name;
    }
    // The methods of Gonzo are imported statically nearly everywhere.
    return owner.isEmpty() || owner.equals("Gonzo") ? name + "()" : owner + "." + name + "()";
  }

  /** The binary name of the class that contains an element, with dots. */
  String owner(Element element) {
    Element owner = element;
    while (!(owner instanceof TypeElement type)) {
      owner = Objects.requireNonNull(owner.getEnclosingElement());
    }
    return elements.getBinaryName(type).toString();
  }

  /** A method in a baseline: {@code com.example.Store$Page.read(java.lang.String)}. */
  String inBaseline(ExecutableElement method) {
    String parameters =
        method.getParameters().stream()
            .map(parameter -> types.erasure(parameter.asType()).toString())
            .collect(Collectors.joining(",", "(", ")"));
    return owner(method) + "." + method.getSimpleName() + parameters;
  }

  /** A method in a class file: {@code com/example/Store.read(Ljava/lang/String;)V}. */
  String inClassFile(ExecutableElement method) {
    var name = new StringBuilder(owner(method).replace('.', '/'));
    name.append('.').append(method.getSimpleName()).append('(');
    if (method.getKind() == ElementKind.CONSTRUCTOR
        && method.getEnclosingElement() instanceof TypeElement owner
        && owner.getEnclosingElement() instanceof TypeElement outer
        && !owner.getModifiers().contains(Modifier.STATIC)) {
      name.append(descriptor(outer.asType())); // the outer object
    }
    for (var parameter : method.getParameters()) {
      name.append(descriptor(parameter.asType()));
    }
    return name.append(')').append(descriptor(method.getReturnType())).toString();
  }

  private String descriptor(TypeMirror type) {
    TypeMirror erased = types.erasure(type);
    return switch (erased.getKind()) {
      case BOOLEAN -> "Z";
      case BYTE -> "B";
      case SHORT -> "S";
      case INT -> "I";
      case LONG -> "J";
      case CHAR -> "C";
      case FLOAT -> "F";
      case DOUBLE -> "D";
      case VOID -> "V";
      case ARRAY -> "[" + descriptor(((ArrayType) erased).getComponentType());
      case DECLARED -> {
        var declared = (TypeElement) ((DeclaredType) erased).asElement();
        yield "L" + elements.getBinaryName(declared).toString().replace('.', '/') + ";";
      }
      default -> "?"; // the type of a source with errors
    };
  }
}
