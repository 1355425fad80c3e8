import pytest
from kafka.admin import ACLPermissionType, ResourceType

from streams.access import Resource, Rule
from streams.broker.rules import to_acl, to_rule


@pytest.mark.parametrize("resource", list(Resource))
@pytest.mark.parametrize("prefixed", [True, False])
@pytest.mark.parametrize("operation", ["read", "all", "describe_configs"])
def test_a_rule_comes_back_as_it_was(resource: Resource, operation: str, *, prefixed: bool) -> None:
    rule = Rule(
        principal="User:a",
        resource=resource,
        name="alerts.a",
        operation=operation,
        prefixed=prefixed,
        host="192.0.2.1",
    )
    acl = to_acl(rule)
    assert acl.permission_type is ACLPermissionType.ALLOW
    assert acl.resource_pattern.resource_type is ResourceType[resource.name]
    assert to_rule(acl) == rule
