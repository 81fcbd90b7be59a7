package dev.drawbridge.operator.node;

import dev.drawbridge.testbed.OnTestbed;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/** Runs a test class against the testbed's real node, or skips it where none can be had. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NodeCondition.class)
@OnTestbed
@interface OnNode {}
