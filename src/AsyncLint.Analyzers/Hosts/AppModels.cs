using System.Collections.Immutable;
using AsyncLint.Facts;
using Microsoft.CodeAnalysis;

namespace AsyncLint.Hosts;

/// <summary>
/// Tells which application models a compilation is written for, from what it references. ASP.NET Core, workers, console programs and tests have none of these:
/// to block there costs a thread and no more. Nor has a library of which it cannot be seen who calls it.
/// </summary>
internal sealed class AppModels(KnownTypes types)
{
    private readonly Lazy<ImmutableArray<AppModel>> _present = new(() => AppModel.All.Where(model => IsPresent(model, types)).ToImmutableArray());

    /// <summary>The models whose code is in the compilation, as far as the user does not know better.</summary>
    /// <param name="option">The value of asynclint.app_model.</param>
    public ImmutableArray<AppModel> For(string option) => option switch
    {
        "auto" => TestCode.IsIn(types) ? ImmutableArray<AppModel>.Empty : _present.Value,
        "none" => ImmutableArray<AppModel>.Empty,
        _ => AppModel.All.Where(model => model.Name == option).ToImmutableArray(),
    };

    /// <summary>True where the compilation has one of these models, or, with components of Blazor, the user may know that it has.</summary>
    public bool MayExist => !_present.Value.IsEmpty || types.BlazorComponent is not null;

    /// <summary>True where there are controls that only one thread may touch.</summary>
    public bool HaveUserInterface => _present.Value.Any(static model => model.IsUserInterface);

    public bool Contain(AppModel model) => _present.Value.Contains(model);

    private static bool IsPresent(AppModel model, KnownTypes types) => model.Name switch
    {
        "blazor_server" => types.BlazorServer is not null,
        "blazor_webassembly" => types.BlazorWebAssembly is not null && types.BlazorServer is null,
        "aspnet" => (types.WebFormsControl ?? types.MvcController ?? types.ApiWebHost) is not null,
        _ => model.Components.Any(name => types.Listed(name) is not null) || model.Dispatchers.Any(name => types.Listed(name) is not null),
    };
}
