"""Access rules as kafka-python's ACLs, and back."""

from kafka.admin import (
    ACL,
    ACLFilter,
    ACLOperation,
    ACLPermissionType,
    ACLResourcePatternType,
    ResourcePattern,
    ResourcePatternFilter,
    ResourceType,
)

from streams.access import Resource, Rule

_TYPES = {resource: ResourceType[resource.name] for resource in Resource}
_RESOURCES = {kind: resource for resource, kind in _TYPES.items()}

EVERY_RULE = ACLFilter(
    principal=None,
    host=None,
    operation=ACLOperation.ANY,
    # A rule that denies takes nothing away from anybody's safety: whoever made it keeps it.
    permission_type=ACLPermissionType.ALLOW,
    resource_pattern=ResourcePatternFilter(ResourceType.ANY, None, ACLResourcePatternType.ANY),
)


def to_acl(rule: Rule) -> ACL:
    """The ACL of a rule, fit to be created, and as a filter to be deleted."""
    pattern = ACLResourcePatternType.PREFIXED if rule.prefixed else ACLResourcePatternType.LITERAL
    return ACL(
        principal=rule.principal,
        host=rule.host,
        operation=ACLOperation[rule.operation.upper()],
        permission_type=ACLPermissionType.ALLOW,
        resource_pattern=ResourcePattern(_TYPES[rule.resource], rule.name, pattern),
    )


def to_rule(acl: ACL) -> Rule:
    """The rule that an ACL of the brokers stands for."""
    pattern = acl.resource_pattern
    return Rule(
        principal=acl.principal,
        resource=_RESOURCES[pattern.resource_type],
        name=pattern.resource_name,
        operation=acl.operation.name.lower(),
        prefixed=pattern.pattern_type == ACLResourcePatternType.PREFIXED,
        host=acl.host,
    )
