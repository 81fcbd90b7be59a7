package dev.drawbridge.testbed;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.security.SecureRandom;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/**
 * Gives tests what they ask for, as parameters of methods and constructors or as fields that are
 * neither final nor static: the {@link Testbed}, its {@link KubernetesClient}, and a {@link
 * TestNamespace} that is made when it is first asked for.
 *
 * <p>The testbed is started when it is not up, and is left up: the next run finds it.
 */
public final class TestbedExtension
    implements BeforeAllCallback, BeforeEachCallback, ParameterResolver {

  private static final Namespace STORE = Namespace.create(TestbedExtension.class);
  private static final List<Class<?>> GIVEN =
      List.of(Testbed.class, KubernetesClient.class, TestNamespace.class);

  @Override
  public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext root) {
    // A constructor's namespace, too, is one per test.
    return ExtensionContextScope.TEST_METHOD;
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    // Here, so that a missing testbed fails the class once instead of every test.
    testbed(context);
  }

  @Override
  public void beforeEach(ExtensionContext context) throws IllegalAccessException {
    for (Object instance : context.getRequiredTestInstances().getAllInstances()) {
      for (Field field : fieldsToFill(instance.getClass())) {
        field.setAccessible(true);
        field.set(instance, given(field.getType(), context));
      }
    }
  }

  private static List<Field> fieldsToFill(Class<?> type) {
    return ReflectionSupport.findFields(
        type,
        field ->
            GIVEN.contains(field.getType())
                && !Modifier.isFinal(field.getModifiers())
                && !Modifier.isStatic(field.getModifiers()),
        HierarchyTraversalMode.TOP_DOWN);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return GIVEN.contains(parameter.getParameter().getType());
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return given(parameter.getParameter().getType(), context);
  }

  private static Object given(Class<?> type, ExtensionContext context) {
    Testbed testbed = testbed(context);
    if (type == Testbed.class) {
      return testbed;
    }
    return type == KubernetesClient.class ? testbed.client() : namespace(testbed, context);
  }

  private static Testbed testbed(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(STORE)
        .computeIfAbsent(
            Testbed.class, key -> Testbed.connect(new Environment(System.getenv())), Testbed.class);
  }

  private static TestNamespace namespace(Testbed testbed, ExtensionContext context) {
    // By id: a store also finds what an outer context holds, and a test's namespace is its own.
    return context
        .getStore(STORE)
        .computeIfAbsent(
            context.getUniqueId(),
            key -> OwnNamespace.create(testbed.client(), testName(context)),
            OwnNamespace.class)
        .namespace;
  }

  private static String testName(ExtensionContext context) {
    return context
        .getTestMethod()
        .map(Method::getName)
        .orElseGet(() -> context.getTestClass().map(Class::getSimpleName).orElse("test"));
  }

  /** Deletes the namespace when the test's context ends. */
  private record OwnNamespace(TestNamespace namespace, KubernetesClient client)
      implements AutoCloseable {

    static OwnNamespace create(KubernetesClient client, String test) {
      TestNamespace namespace = TestNamespace.forTest(test, new SecureRandom());
      client
          .resource(
              new NamespaceBuilder()
                  .withNewMetadata()
                  .withName(namespace.name())
                  .addToLabels(TestNamespace.LABEL, "true")
                  .endMetadata()
                  .build())
          .create();
      // Without it the API server refuses pods.
      client
          .serviceAccounts()
          .inNamespace(namespace.name())
          .withName("default")
          .waitUntilCondition(Objects::nonNull, 30, TimeUnit.SECONDS);
      return new OwnNamespace(namespace, client);
    }

    @Override
    public void close() {
      client.namespaces().withName(namespace.name()).delete();
    }
  }
}
