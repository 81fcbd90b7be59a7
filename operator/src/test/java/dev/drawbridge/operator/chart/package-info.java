/** The Helm chart, tested by what it renders and by what a real API server makes of it. */
@NullMarked
package dev.drawbridge.operator.chart;

import org.jspecify.annotations.NullMarked;
