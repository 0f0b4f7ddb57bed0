"""What the product costs beside the least a page or an enrolment could cost: `make bench`. Never run by the tests."""
