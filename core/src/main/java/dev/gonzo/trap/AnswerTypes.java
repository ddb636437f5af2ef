package dev.gonzo.trap;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;

/** The types of the traps' answers, as their declarations give them. */
final class AnswerTypes {
  private static final ClassValue<Class<?>> TYPES =
      new ClassValue<>() {
        @Override
        protected Class<?> computeValue(Class<?> trap) {
          for (Type implemented : trap.getGenericInterfaces()) {
            if (implemented instanceof ParameterizedType group
                && Trap.class.isAssignableFrom(erasure(group))) {
              return erasure(group.getActualTypeArguments()[0]);
            }
          }
          throw new AssertionError(trap);
        }
      };

  private AnswerTypes() {}

  static Class<?> of(Class<?> trap) {
    return TYPES.get(trap);
  }

  private static Class<?> erasure(Type type) {
    return switch (type) {
      case Class<?> plain -> plain;
      case ParameterizedType generic -> erasure(generic.getRawType());
      case TypeVariable<?> variable -> erasure(variable.getBounds()[0]);
      default -> Object.class; // an array of a generic type, which no trap answers
    };
  }
}
